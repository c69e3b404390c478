use core::fmt;

use super::number;

/// The cell that serves a tracker (annex 1, item 5: `cid,lac,mnc,mcc`, decimal).
#[expect(clippy::exhaustive_structs, reason = "the protocol has these four")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Cell {
    /// Cell identity.
    pub cid: u32,
    /// Location area code.
    pub lac: u16,
    /// Mobile network code.
    pub mnc: Mnc,
    /// Mobile country code, such as 460.
    pub mcc: u16,
}

/// A mobile network code. `00` and `000` are different networks, so it keeps its width.
///
/// ```
/// use cellwire_cityeasy::report::Mnc;
///
/// assert_eq!(Mnc::new(0, 2).unwrap().to_string(), "00");
/// assert_ne!(Mnc::new(0, 2), Mnc::new(0, 3));
/// assert_eq!(Mnc::new(460, 2), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Mnc {
    value: u16,
    width: u8,
}

impl Mnc {
    /// A code of `width` digits, 1 to 5; `None` if the value has more.
    pub const fn new(value: u16, width: u8) -> Option<Self> {
        const LIMITS: [u32; 6] = [0, 10, 100, 1000, 10_000, 100_000];
        if width > 5 || value as u32 >= LIMITS[width as usize] {
            return None;
        }
        Some(Self { value, width })
    }

    /// The number.
    pub const fn value(self) -> u16 {
        self.value
    }

    /// How many digits it is written with.
    pub const fn width(self) -> u8 {
        self.width
    }
}

impl fmt::Display for Mnc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.value, width = usize::from(self.width))
    }
}

/// What a report says of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cells<'a> {
    /// Nothing.
    #[default]
    None,
    /// The serving cell.
    One(Cell),
    /// The list of a bracelet.
    List(CellList<'a>),
}

impl<'a> Cells<'a> {
    /// The serving cell: the only one, or the first of a list.
    pub fn serving(self) -> Option<Cell> {
        match self {
            Self::None => None,
            Self::One(cell) => Some(cell),
            Self::List(list) => {
                let heard = list.iter().next()?;
                let width = if list.mnc() > 99 { 3 } else { 2 };
                Some(Cell {
                    cid: heard.cid.into(),
                    lac: heard.lac,
                    mnc: Mnc::new(list.mnc(), width)?,
                    mcc: list.mcc(),
                })
            }
        }
    }
}

/// The cells that a bracelet hears, strongest first: `mcc,mnc,(lac,cid,rssi)*`, hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellList<'a> {
    mcc: u16,
    mnc: u16,
    /// The triples as they stand on the wire.
    cells: &'a [u8],
}

impl<'a> CellList<'a> {
    /// Reads the cell part of a bracelet's report; `None` if it is something else.
    ///
    /// ```
    /// use cellwire_cityeasy::report::CellList;
    ///
    /// let list = CellList::parse(b"1cc,0,279e,df5,7e,24a4,1177,79").unwrap();
    /// assert_eq!((list.mcc(), list.mnc()), (460, 0));
    /// let cell = list.iter().next().unwrap();
    /// assert_eq!((cell.lac, cell.cid, cell.rssi), (0x279e, 0xdf5, 0x7e));
    /// assert_eq!(CellList::parse(b"3571,9763,00,460"), None);
    /// ```
    pub fn parse(part: &'a [u8]) -> Option<Self> {
        let mut items = part.split(|byte| *byte == b',');
        let mcc = number::hex(items.next()?).filter(|mcc| *mcc <= 999)?;
        let mnc_digits = items.next()?;
        let mnc = number::hex(mnc_digits)?;
        let mut count = 0;
        for item in items {
            number::hex::<u16>(item)?;
            count += 1;
        }
        if count == 0 || count % 3 != 0 {
            return None;
        }
        let head = part.iter().position(|byte| *byte == b',')? + 1 + mnc_digits.len() + 1;
        Some(Self { mcc, mnc, cells: part.get(head..)? })
    }

    /// Mobile country code of all of them.
    pub const fn mcc(&self) -> u16 {
        self.mcc
    }

    /// Mobile network code of all of them. Its width is not on the wire.
    pub const fn mnc(&self) -> u16 {
        self.mnc
    }

    /// The cells, up to an entry of zeros, with which some lists end.
    pub fn iter(&self) -> impl Iterator<Item = HeardCell> + use<'a> {
        let mut items = self.cells.split(|byte| *byte == b',').map(number::hex);
        core::iter::from_fn(move || {
            let lac = items.next()??;
            let cid = items.next()??;
            let rssi = items.next()??;
            Some(HeardCell { lac, cid, rssi })
        })
        .take_while(|cell| (cell.lac, cell.cid) != (0, 0))
    }

    /// The triples as they stand on the wire.
    pub(super) const fn triples(&self) -> &'a [u8] {
        self.cells
    }
}

/// A cell that a bracelet hears.
#[expect(clippy::exhaustive_structs, reason = "the wire has these three")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct HeardCell {
    /// Location area code.
    pub lac: u16,
    /// Cell identity.
    pub cid: u16,
    /// Signal strength as it is sent; its unit is not documented.
    pub rssi: u16,
}
