use alloc::vec::Vec;
use core::time::Duration;

use cellwire_codec::{BufferTooShort, FrameBuffer, Growing, Instant, Session, Transmit};

use super::debug;
use super::device::Device;
use super::stats::TrackerStats;
use crate::message::{AddressQuery, BlackBox, BodyError, Downlink, Phone, PhonePair, Uplink};
use crate::report::{Alarm, Report, ReportError};
use crate::{Command, EncodeError, FrameDecoder, FrameError, TrackerId};

/// What carries the frames of a [`Tracker`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// A connection: what is sent arrives, in order, unless it breaks.
    #[default]
    Stream,
    /// Datagrams: what is sent may be lost, doubled or overtaken.
    Datagram,
}

/// How a [`Tracker`] behaves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TrackerConfig {
    /// The id of the tracker.
    pub id: TrackerId,
    /// What carries its frames.
    pub transport: Transport,
    /// Whether it logs in as the Meiligao family does. Default: it does not.
    pub login: bool,
    /// How often a heartbeat is sent; zero for never. Default: every minute.
    pub heartbeat: Duration,
    /// How long an answer may take, a millisecond at least. Over datagrams it is to be more than the longest way there and
    /// back. Default: 10 seconds.
    pub answer_timeout: Duration,
    /// How many answers in a row may be missing before the server counts as gone, 1 at least.
    /// Default: 3.
    pub max_unanswered: u32,
    /// How often a report is sent, in [`interval_unit`](Self::interval_unit); 0 for never. The
    /// server can change it. Default: 0.
    pub interval: u16,
    /// What an interval counts: a second in CityEasy, ten in the Meiligao family.
    pub interval_unit: Duration,
    /// How many records the black box holds. Default: 1000.
    pub box_capacity: usize,
    /// How many records are sent at once, 1 to 40. Default: 40.
    pub box_records: usize,
    /// The records that an earlier run has left, as [`Tracker::stored`] gave them. One that holds a
    /// `;` is none.
    pub stored: Vec<Vec<u8>>,
    /// The longest frame that is sent and accepted, in bytes. Default: 8192; over datagrams 1400,
    /// so that none is taken apart on its way.
    pub max_frame_len: Option<usize>,
}

impl TrackerConfig {
    /// The defaults, for a tracker with this id.
    pub fn new(id: TrackerId) -> Self {
        Self {
            id,
            transport: Transport::Stream,
            login: false,
            heartbeat: Duration::from_secs(60),
            answer_timeout: Duration::from_secs(10),
            max_unanswered: 3,
            interval: 0,
            interval_unit: Duration::from_secs(1),
            box_capacity: 1000,
            box_records: BlackBox::MAX_RECORDS,
            stored: Vec::new(),
            max_frame_len: None,
        }
    }
}

/// What a [`Tracker`] tells its application.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TrackerEvent<'a> {
    /// A message of the server.
    ///
    /// | message | what the tracker has done already |
    /// |---|---|
    /// | [`Downlink::RequestLocation`] | sent the report, if it has one |
    /// | [`Downlink::SetInterval`] | set it, and answered |
    /// | [`Downlink::SetAuthorizedPhone`], [`Downlink::SetWiretapPhone`], [`Downlink::ReadAuthorizedPhone`] | done it, and answered |
    /// | [`Downlink::SendSms`] | nothing: send it, and then call [`Tracker::answer_sms`] |
    /// | [`Downlink::Raw`] | nothing: see [`Tracker::send`] |
    /// | the others | taken note of the answer |
    Message(Downlink<'a>),
    /// The server answers.
    Online,
    /// The server has stopped answering: reports go to the black box. On a stream, close the
    /// connection and make another.
    Offline,
    /// The server has stored records of the black box.
    Delivered {
        /// How many.
        records: usize,
    },
    /// A request that the application has made was not answered.
    NoAnswer {
        /// The command of the request.
        command: Command,
    },
    /// A frame whose data does not fit its command.
    Unreadable {
        /// The command of the frame.
        command: Command,
        /// Its data.
        data: &'a [u8],
        /// What is wrong with it.
        error: BodyError,
    },
    /// A frame for another tracker. It was ignored.
    NotForUs {
        /// Whom it is for.
        id: TrackerId,
    },
    /// Bytes that are no frame.
    Fault(FrameError),
}

/// The device: heartbeats, reports, alarms, and a black box for the time without a server.
///
/// The application gives it its position with [`set_report`](Self::set_report), says when the
/// transport comes and goes with [`connected`](Self::connected) and
/// [`disconnected`](Self::disconnected), and moves the bytes. The contract is that of
/// [`cellwire_codec::Session`].
///
/// ```
/// use cellwire_cityeasy::report::{Alarm, Report};
/// use cellwire_cityeasy::{Tracker, TrackerConfig, TrackerId};
/// use cellwire_codec::Instant;
///
/// let mut tracker = Tracker::new(TrackerConfig::new(TrackerId::new("13612345678")?));
/// let now = Instant::ORIGIN;
/// tracker.set_report(&Report::default())?;
/// tracker.alarm(now, Alarm::SOS_PRESSED)?;
/// assert_eq!(tracker.stored().count(), 1); // there is no server yet
///
/// tracker.connected(now);
/// let mut buffer = [0; 1500];
/// let len = tracker.poll_transmit(now, &mut buffer)?.unwrap().len;
/// assert!(buffer[..len].starts_with(b"$$")); // a heartbeat, and the black box
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # What is certain
///
/// A record of the black box is deleted when the server says that it has stored it, or when the box
/// is full and a newer one takes its place. An acknowledgement carries no reference, so one box is
/// open at a time. On a stream it is sent once in each connection, and when no answer comes, the
/// connection is to be made anew. Over datagrams it is sent again, and the next box only when no
/// answer to the last one can be under way: this holds as long as the way there and back, with the
/// time to store, takes less than [`TrackerConfig::answer_timeout`].
///
/// A report that is sent as it is made is not acknowledged at all, and may be lost with the
/// connection.
#[derive(Clone, Debug)]
pub struct Tracker {
    frames: FrameBuffer<FrameDecoder, Growing>,
    device: Device,
}

impl Tracker {
    /// A tracker without a transport.
    pub fn new(config: TrackerConfig) -> Self {
        let max_frame_len = config.max_frame_len.unwrap_or(match config.transport {
            Transport::Stream => FrameDecoder::DEFAULT_MAX_LEN,
            Transport::Datagram => 1400,
        });
        let decoder = FrameDecoder::downlink().with_max_len(max_frame_len);
        let device = Device::new(config, decoder.max_len());
        Self { frames: FrameBuffer::growing(decoder), device }
    }

    /// Says that there is a connection, or that the socket is open.
    pub fn connected(&mut self, now: Instant) {
        self.disconnected(now);
        self.device.connect();
    }

    /// Says that the connection is gone. Reports that have not left go to the black box.
    pub fn disconnected(&mut self, now: Instant) {
        self.device.advance(now);
        while self.frames.finish().is_some() {}
        self.device.disconnect();
    }

    /// Sets what the next reports say.
    ///
    /// # Errors
    ///
    /// A field of the report cannot be written.
    pub fn set_report(&mut self, report: &Report<'_>) -> Result<(), ReportError> {
        self.device.set_report(report)
    }

    /// Sends the report now, or puts it into the black box. Without a report it does nothing.
    pub fn send_report(&mut self, now: Instant) {
        self.device.advance(now);
        self.device.send_report();
    }

    /// Sends the report now, with an alarm, or puts it into the black box.
    ///
    /// # Errors
    ///
    /// The report is in a layout that has no alarm.
    pub fn alarm(&mut self, now: Instant, alarm: Alarm) -> Result<(), ReportError> {
        self.device.advance(now);
        self.device.alarm(alarm)
    }

    /// Asks for the address of the server. The answer is [`Downlink::Ip`].
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn request_ip(&mut self, now: Instant) -> Result<(), EncodeError> {
        self.device.advance(now);
        self.device.request(Uplink::GetIp)
    }

    /// Asks for the address of a position in plain words. The answer is [`Downlink::Address`].
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn request_address(
        &mut self,
        now: Instant,
        query: AddressQuery<'_>,
    ) -> Result<(), EncodeError> {
        self.device.advance(now);
        self.device.request(Uplink::GetAddress(query))
    }

    /// Says whether an SMS was sent that the server has asked for.
    pub fn answer_sms(&mut self, now: Instant, sent: bool) {
        self.device.advance(now);
        self.device.answer_sms(sent);
    }

    /// Sends any message, without waiting for an answer. It is dropped while there is no transport.
    ///
    /// # Errors
    ///
    /// The message cannot be written.
    pub fn send(&mut self, now: Instant, message: Uplink<'_>) -> Result<(), EncodeError> {
        self.device.advance(now);
        self.device.send(message)
    }

    /// Takes bytes that have arrived, or a datagram, and says how many: fewer than there are, and
    /// none of a datagram, while events wait to be polled.
    pub fn handle_input(&mut self, now: Instant, bytes: &[u8]) -> usize {
        self.handle_timeout(now);
        let taken = match self.device.transport() {
            Transport::Datagram if !self.frames.is_empty() => 0,
            Transport::Datagram => bytes.len(),
            Transport::Stream => {
                let room = 2 * self.frames.decoder().max_len();
                room.saturating_sub(self.frames.len()).min(bytes.len())
            }
        };
        self.frames.push(bytes.get(..taken).unwrap_or_default())
    }

    /// Serves the timers that are due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.device.advance(now);
        self.device.serve();
    }

    /// The next thing that happened.
    pub fn poll_event(&mut self) -> Option<TrackerEvent<'_>> {
        if let Some(event) = self.device.poll_news() {
            return Some(event);
        }
        let next = match self.device.transport() {
            Transport::Stream => self.frames.pull(&mut &[][..]),
            // A datagram is whole: nothing will come behind it.
            Transport::Datagram => self.frames.finish(),
        };
        match next? {
            Ok(frame) => Some(self.device.handle_frame(frame)),
            Err(fault) => {
                debug!("{fault}");
                self.device.note_fault();
                Some(TrackerEvent::Fault(fault))
            }
        }
    }

    /// Writes what is to be sent next to `buffer`, and says how many bytes: a piece of the stream, or
    /// a datagram of as many frames as fit.
    ///
    /// # Errors
    ///
    /// The buffer is too short for the next frame of a datagram, which is still the next one.
    pub fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<()>>, BufferTooShort> {
        self.device.advance(now);
        let len = self.device.poll_transmit(buffer)?;
        Ok((len > 0).then_some(Transmit { len, to: () }))
    }

    /// Says that what was polled has left: the time to wait for answers counts from here.
    pub fn transmitted(&mut self, now: Instant) {
        self.device.advance(now);
        self.device.transmitted();
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.device.poll_timeout()
    }

    /// Whether the server is thought to be there.
    pub fn is_online(&self) -> bool {
        self.device.is_online()
    }

    /// The texts of the records in the black box, in the order in which they came there, to be kept
    /// over a restart.
    pub fn stored(&self) -> impl Iterator<Item = &[u8]> {
        self.device.stored()
    }

    /// The interval of reports that is in force; 0 for none.
    pub fn interval(&self) -> u16 {
        self.device.interval()
    }

    /// The authorized phone numbers of the SOS button and of buttons 1 to 3.
    pub fn phones(&self) -> &[PhonePair; 4] {
        self.device.phones()
    }

    /// The number that may listen in.
    pub fn wiretap_phone(&self) -> Phone {
        self.device.wiretap_phone()
    }

    /// Whether everything has been sent, and nothing waits for an answer.
    pub fn is_drained(&self) -> bool {
        self.device.is_drained()
    }

    /// What the session has done.
    pub fn stats(&self) -> &TrackerStats {
        self.device.stats()
    }
}

impl Session for Tracker {
    type Addr = ();
    type Event<'a> = TrackerEvent<'a>;

    fn handle_input(&mut self, now: Instant, (): (), bytes: &[u8]) -> usize {
        self.handle_input(now, bytes)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.handle_timeout(now);
    }

    fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<()>>, BufferTooShort> {
        self.poll_transmit(now, buffer)
    }

    fn transmitted(&mut self, now: Instant) {
        self.transmitted(now);
    }

    fn poll_event(&mut self) -> Option<TrackerEvent<'_>> {
        self.poll_event()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.poll_timeout()
    }
}
