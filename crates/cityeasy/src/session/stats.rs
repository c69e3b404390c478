/// What the server's side has done: see [`Server::stats`](crate::Server::stats).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerStats {
    /// Frames read.
    pub frames: u64,
    /// Runs of bytes that were no frame.
    pub faults: u64,
    /// The bytes of these runs.
    pub skipped_bytes: u64,
    /// Location reports, without those of black boxes.
    pub reports: u64,
    /// Black boxes.
    pub black_boxes: u64,
    /// Records of black boxes that had come before.
    pub repeated_records: u64,
    /// Commands taken from the application.
    pub commands: u64,
    /// Commands that were answered.
    pub answers: u64,
    /// Commands sent again.
    pub retries: u64,
    /// Commands that were given up.
    pub unanswered: u64,
    /// Frames not sent, and trackers not served, because a limit was reached.
    pub dropped: u64,
}

/// What a tracker has done: see [`Tracker::stats`](crate::Tracker::stats).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrackerStats {
    /// Frames read.
    pub frames: u64,
    /// Runs of bytes that were no frame.
    pub faults: u64,
    /// Reports sent as they were made, and transmitted.
    pub reports: u64,
    /// Reports put into the black box.
    pub stored: u64,
    /// Records that the server has said it has.
    pub delivered: u64,
    /// Records that were lost because the black box was full.
    pub lost: u64,
    /// Black boxes and requests sent again.
    pub retries: u64,
}
