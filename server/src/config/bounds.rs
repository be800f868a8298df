use std::time::Duration;

/// How long a connection may make the server wait. Constants, except in tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// For the head of a request: from the connection, or from the end of the answer before, to its last line. So it
    /// bounds the first byte, a head that arrives slowly and an idle connection alike.
    pub head: Duration,
    /// For a body that is held in memory (JSON, forms), beside the time that `upload_min_rate` grants to its bytes.
    pub body: Duration,
    /// For an answer that nobody reads, beside the time that `upload_min_rate` grants to the bytes that were taken.
    pub unread: Duration,
    /// How often a download asks whether its reader may still read.
    pub recheck: Duration,
    /// Change feeds that one user may listen to at once: more tabs than anybody keeps open.
    pub feeds_per_user: usize,
    /// Change feeds of all users at once: each costs a connection and a question to the database every 15 s.
    pub feeds: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            // What hyper and most proxies take by default.
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            // A receiver whose buffer of 6 MiB is full announces room only after some 400 KiB: 24 s at 16 KiB/s.
            unread: Duration::from_secs(60),
            recheck: Duration::from_secs(15),
            feeds_per_user: 32,
            feeds: 4096,
        }
    }
}

impl Bounds {
    /// The most bytes of a body that is held in memory.
    pub const BODY_MOST: usize = 2 << 20;
    /// The same where nobody is signed in: a password has 1,024 bytes, the rest of a request for a token some hundreds.
    pub const OPEN_BODY_MOST: usize = 16 << 10;
    /// The most bytes of all bodies that are arriving, beyond [`Self::OPEN_BODY_MOST`] of each: 128 of the largest.
    pub const BODIES_MOST: usize = 256 << 20;
}
