use cellwire_codec::Writer;

/// What is sent once the modem asks for it, and what ends it.
///
/// ```
/// use cellwire_at::command::Body;
/// use cellwire_codec::Writer;
///
/// let mut buffer = [0; 8];
/// let mut writer = Writer::new(&mut buffer);
/// Body::escaped(b"a\x1ab").put(&mut writer);
/// assert_eq!(writer.finish()?, 5);
/// assert_eq!(&buffer[..5], b"a\x03\x1ab\x1a");
/// # Ok::<(), cellwire_codec::BufferTooShort>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Body<'a> {
    data: &'a [u8],
    end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    CtrlZ,
    EscapedCtrlZ,
    Length,
}

impl<'a> Body<'a> {
    /// Ends with Ctrl-Z. There is to be neither a Ctrl-Z nor an ESC in it: they would end or cancel it.
    pub const fn text(data: &'a [u8]) -> Self {
        Self { data, end: End::CtrlZ }
    }

    /// Ends with Ctrl-Z, and has an ETX in front of each Ctrl-Z, ESC and ETX in it, as SIMCom modems want
    /// it.
    pub const fn escaped(data: &'a [u8]) -> Self {
        Self { data, end: End::EscapedCtrlZ }
    }

    /// Ends when it is as long as the command line says.
    pub const fn counted(data: &'a [u8]) -> Self {
        Self { data, end: End::Length }
    }

    /// The data, without what ends it.
    pub const fn data(&self) -> &'a [u8] {
        self.data
    }

    /// Appends it with what ends it.
    pub fn put(&self, to: &mut Writer<'_>) {
        match self.end {
            End::CtrlZ | End::Length => to.bytes(self.data),
            End::EscapedCtrlZ => {
                for run in self.data.split_inclusive(|byte| is_escaped(*byte)) {
                    match run {
                        [front @ .., last] if is_escaped(*last) => {
                            to.bytes(front);
                            to.bytes(&[ETX, *last]);
                        }
                        _ => to.bytes(run),
                    }
                }
            }
        }
        if self.end != End::Length {
            to.bytes(&[CTRL_Z]);
        }
    }
}

const ETX: u8 = 0x03;
const CTRL_Z: u8 = 0x1a;

const fn is_escaped(byte: u8) -> bool {
    matches!(byte, ETX | CTRL_Z | 0x1b)
}
