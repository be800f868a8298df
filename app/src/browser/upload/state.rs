use std::ops::Range;

use inspect::{Looks, Objection};
use model::ImageId;

/// The state of one file on its way to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Behind another file.
    #[default]
    Waiting,
    Inspecting,
    /// The file looks like this and not like a disk: a person has to say whether it is sent as raw.
    NotADisk {
        looks: Looks,
    },
    Creating,
    /// Finding out how much the server already has.
    Asking,
    /// `offset` bytes are durable on the server.
    Sending {
        offset: u64,
    },
    Paused,
    /// Something went wrong that may pass. `until` is when the next attempt begins; `None` while the network is away.
    Retrying {
        attempt: u32,
        until: Option<u64>,
    },
    NeedsSignIn,
    /// The page was loaded anew, so the browser released the file: it has to be chosen again.
    NeedsFile {
        /// Why the last one that was given is not it.
        mismatch: Option<FileMismatch>,
    },
    /// Another tab of this browser is at it.
    Elsewhere,
    Finished {
        image: ImageId,
    },
    Failed {
        reason: Reason,
    },
    Cancelled,
}

impl State {
    /// Whether no other file may begin meanwhile.
    pub fn holds_turn(&self) -> bool {
        (self.is_moving() && *self != Self::Inspecting) || *self == Self::NeedsSignIn
    }

    /// Whether work goes on by itself.
    pub fn is_moving(&self) -> bool {
        matches!(
            self,
            Self::Inspecting
                | Self::Creating
                | Self::Asking
                | Self::Sending { .. }
                | Self::Retrying { .. }
        )
    }

    /// Whether nothing more will happen unless a person wants it.
    pub fn is_over(&self) -> bool {
        matches!(
            self,
            Self::Finished { .. } | Self::Failed { .. } | Self::Cancelled
        )
    }

    /// Whether closing the page would interrupt something.
    pub fn minds_leaving(&self) -> bool {
        let waits_for_person = matches!(
            self,
            Self::NeedsFile { .. } | Self::NotADisk { .. } | Self::Elsewhere
        );
        !self.is_over() && !waits_for_person
    }

    /// Whether a person may pause here.
    pub fn can_pause(&self) -> bool {
        self.is_moving() || *self == Self::Waiting
    }

    /// Whether a person may go on from here.
    pub fn can_resume(&self) -> bool {
        matches!(self, Self::Paused | Self::NeedsSignIn)
    }

    /// Whether a person may try again from here.
    pub fn can_retry(&self) -> bool {
        matches!(self, Self::Failed { reason } if reason.may_pass())
    }

    /// Whether trying again may help although nobody changed anything: not where a quota is used up.
    pub fn may_recover(&self) -> bool {
        self.can_retry() && !matches!(self, Self::Failed { reason } if reason.is_quota())
    }
}

/// Why a file was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Empty,
    /// The inspector looked at it and objects.
    Refused(Objection),
    /// The browser cannot read it any more: it was moved or changed.
    Unreadable,
    /// The server forgot the upload.
    Gone,
    /// The server forgot the upload, and the file is not here any more either.
    Expired,
    /// The project has room for `left` bytes and the file `needs` more.
    NoRoom {
        needs: u64,
        left: u64,
    },
    /// The project may have no more images.
    TooMany,
    /// The server sent an unexpected answer.
    Confused,
    /// The server said no, in these words if it found any.
    Server {
        status: u16,
        message: Option<String>,
    },
}

impl Reason {
    /// Whether trying again could end otherwise.
    pub fn may_pass(&self) -> bool {
        !matches!(self, Self::Empty | Self::Refused(_) | Self::Expired)
    }

    /// Whether a quota is in the way: until somebody makes room, another try ends alike.
    pub fn is_quota(&self) -> bool {
        matches!(
            self,
            Self::NoRoom { .. } | Self::TooMany | Self::Server { status: 413, .. }
        )
    }
}

/// Why a file is not the one that an upload began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileMismatch {
    /// It has another size.
    Another,
    /// It was changed since.
    Changed,
    /// The browser cannot read it.
    Unreadable,
    /// The person, or the browser, said no.
    Denied,
}

/// What happened, to be told to the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The file was chosen.
    Added,
    /// No other file is in the way.
    Turn,
    /// No other tab is at it, or not any more.
    Ours,
    /// The file that an upload began with is here again.
    FileGiven,
    FileUnfit(FileMismatch),
    /// Somebody else is signed in here.
    SignedOut,
    Inspected(Result<(), Reason>),
    /// The file was looked at, and looks like something else than a disk.
    NotADisk(Looks),
    /// The person wants it sent as raw all the same.
    UploadAnyway,
    Answered(Answer),
    /// No answer came.
    Lost,
    /// The server was silent for too long.
    TimedOut,
    Unreadable,
    /// The wait is over.
    Elapsed,
    Offline,
    Online,
    Pause,
    Resume,
    Retry,
    Cancel,
}

/// What the server said, as far as the machine cares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub offset: Option<u64>,
    pub location: Option<String>,
    pub image: Option<ImageId>,
    pub message: Option<String>,
}

/// What to do next. It takes the place of whatever was going on before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    Inspect,
    Create,
    AskOffset {
        location: String,
    },
    Send {
        location: String,
        range: Range<u64>,
    },
    /// Milliseconds.
    Wait(u64),
    /// Ends the upload on the server.
    Cancel {
        location: String,
    },
    /// Nothing: only end what is going on.
    Stop,
}

/// When an event is heard, and a number from 0 to 1 that nobody can foretell.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Milliseconds.
    pub now: u64,
    pub luck: f64,
}
