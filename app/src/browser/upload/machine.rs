use inspect::Looks;
use model::ImageId;

use super::{
    chunk::Chunk,
    delay,
    state::{Clock, Effect, Event, Reason, State},
};

mod answers;
mod commands;
#[cfg(test)]
mod tests;

/// How often the server is asked to forget an upload; after that its own expiry does it.
const CANCELS: u32 = 5;

/// The life of one upload: events in, effects out, and no idea of a browser.
///
/// What the server has is never guessed: after whatever went wrong, it is asked.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any of them may hold"
)]
#[derive(Debug)]
pub struct Machine {
    length: u64,
    state: State,
    /// What was begun and not answered yet.
    job: Option<Job>,
    inspected: bool,
    /// Whether the browser has the file at hand.
    has_file: bool,
    upload: Option<Upload>,
    offset: u64,
    chunk: Chunk,
    /// Failures in a row.
    failures: u32,
    online: bool,
    /// A person asked to try again: if the server forgot the upload, begin a new one.
    renewable: bool,
    /// Whether the last answer was 401 and the request is being repeated with the cookie that the browser has now.
    reauthenticating: bool,
}

/// What the server calls it.
#[derive(Debug)]
struct Upload {
    location: String,
    image: ImageId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    Inspect,
    Create,
    AskOffset,
    Send { end: u64 },
    Wait,
    Cancel,
}

impl Job {
    /// Whether it may be dropped half-way. A creation may not: the answer is the only way to what was created.
    fn can_stop(self) -> bool {
        matches!(self, Self::AskOffset | Self::Send { .. } | Self::Wait)
    }
}

impl Machine {
    /// An upload of `length` bytes that began on a page that is gone.
    pub fn adopted(length: u64, location: String, image: ImageId) -> Self {
        Self {
            state: State::Elsewhere,
            has_file: false,
            upload: Some(Upload { location, image }),
            ..Self::new(length)
        }
    }

    /// An upload of `length` bytes that waits for its turn.
    pub fn new(length: u64) -> Self {
        Self {
            length,
            state: State::Waiting,
            job: None,
            inspected: false,
            has_file: true,
            upload: None,
            offset: 0,
            chunk: Chunk::new(),
            failures: 0,
            online: true,
            renewable: false,
            reauthenticating: false,
        }
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// Bytes that the server is known to have.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Takes in what happened and says what to do now, if anything.
    pub fn on(&mut self, event: Event, clock: Clock) -> Option<Effect> {
        match event {
            Event::Added if self.state == State::Waiting && !self.inspected => self.inspect(),
            Event::Ours if self.state == State::Elsewhere => self.proceed(),
            Event::FileGiven => {
                self.has_file = true;
                if matches!(self.state, State::NeedsFile { .. } | State::Elsewhere) {
                    self.state = State::Waiting;
                }
                None
            }
            Event::FileUnfit(mismatch) => {
                if let State::NeedsFile { mismatch: last } = &mut self.state {
                    *last = Some(mismatch);
                }
                None
            }
            Event::SignedOut if self.state.is_moving() => self.rest(State::NeedsSignIn),
            Event::Turn if self.state == State::Waiting => self.begin(),
            Event::Inspected(verdict) => self.inspected(verdict),
            Event::NotADisk(looks) => self.question(looks),
            Event::UploadAnyway if matches!(self.state, State::NotADisk { .. }) => {
                self.inspected = true;
                self.rest(State::Waiting)
            }
            Event::Answered(answer) => self.answered(answer, clock),
            Event::Lost => self.troubled(clock),
            Event::TimedOut => {
                self.chunk.shrink();
                self.troubled(clock)
            }
            Event::Unreadable if self.state.is_moving() => self.fail(Reason::Unreadable),
            Event::Elapsed if self.job == Some(Job::Wait) => self.proceed(),
            // Requests in flight find out by themselves, and a server on this very machine is still there.
            Event::Offline => {
                self.online = false;
                None
            }
            Event::Online => {
                self.online = true;
                matches!(self.state, State::Retrying { .. })
                    .then(|| self.hurry())
                    .flatten()
            }
            Event::Pause if self.state.can_pause() => self.rest(State::Paused),
            Event::Resume if self.state == State::Paused => self.rest(State::Waiting),
            Event::Resume if self.state == State::NeedsSignIn => self.begin(),
            Event::Retry => self.retry(),
            Event::Cancel if self.state != State::Elsewhere => self.cancel(),
            Event::Added
            | Event::Turn
            | Event::Ours
            | Event::SignedOut
            | Event::Unreadable
            | Event::Elapsed
            | Event::UploadAnyway
            | Event::Pause
            | Event::Resume
            | Event::Cancel => None,
        }
    }

    /// Its turn came, for the first time or again.
    fn begin(&mut self) -> Option<Effect> {
        match self.job {
            Some(Job::Inspect) => self.state = State::Inspecting,
            Some(Job::Create) => self.state = State::Creating,
            _ => return self.proceed(),
        }
        None
    }

    #[allow(
        clippy::unnecessary_wraps,
        reason = "every step of the machine ends alike"
    )]
    fn inspect(&mut self) -> Option<Effect> {
        self.state = State::Inspecting;
        self.job = Some(Job::Inspect);
        Some(Effect::Inspect)
    }

    fn inspected(&mut self, verdict: Result<(), Reason>) -> Option<Effect> {
        self.job = None;
        if self.state == State::Cancelled {
            return None;
        }
        if let Err(reason) = verdict {
            return self.fail(reason);
        }
        self.inspected = true;
        // What it found can be read while the file waits for its turn.
        if self.state.is_moving() {
            self.state = State::Waiting;
        }
        None
    }

    /// The file does not look like a disk: nothing is sent until the person insists.
    fn question(&mut self, looks: Looks) -> Option<Effect> {
        self.job = None;
        if self.state != State::Cancelled {
            self.state = State::NotADisk { looks };
        }
        None
    }

    /// Goes on from what the server knows: the only way into sending after any interruption.
    fn proceed(&mut self) -> Option<Effect> {
        // While attempts fail one after the other, it is still one trouble.
        let troubled = matches!(self.state, State::Retrying { .. });
        let (state, job, effect) = match &self.upload {
            _ if self.state == State::Cancelled => return self.end_upload(),
            Some(upload) => (
                State::Asking,
                Job::AskOffset,
                Effect::AskOffset {
                    location: upload.location.clone(),
                },
            ),
            None if !self.inspected => return self.inspect(),
            None => (State::Creating, Job::Create, Effect::Create),
        };
        if !troubled {
            self.state = state;
        }
        self.job = Some(job);
        Some(effect)
    }

    fn finish(&mut self) -> Option<Effect> {
        let image = self.upload.as_ref()?.image;
        self.state = State::Finished { image };
        None
    }

    fn send(&mut self) -> Option<Effect> {
        let Some(upload) = &self.upload else {
            return self.proceed();
        };
        if !self.has_file {
            self.state = State::NeedsFile { mismatch: None };
            return None;
        }
        let end = self
            .length
            .min(self.offset.saturating_add(self.chunk.size()));
        let effect = Effect::Send {
            location: upload.location.clone(),
            range: self.offset..end,
        };
        self.state = State::Sending {
            offset: self.offset,
        };
        self.job = Some(Job::Send { end });
        Some(effect)
    }

    /// Something failed that may pass.
    fn troubled(&mut self, clock: Clock) -> Option<Effect> {
        self.job = None;
        let cancelling =
            self.state == State::Cancelled && self.upload.is_some() && self.failures < CANCELS;
        if !self.state.is_moving() && !cancelling {
            return None;
        }
        self.failures = self.failures.saturating_add(1);
        if !self.online && !cancelling {
            self.state = State::Retrying {
                attempt: self.failures,
                until: None,
            };
            return None;
        }
        let delay = delay::after(self.failures, clock.luck);
        if !cancelling {
            self.state = State::Retrying {
                attempt: self.failures,
                until: Some(clock.now + delay),
            };
        }
        self.job = Some(Job::Wait);
        Some(Effect::Wait(delay))
    }

    fn fail(&mut self, reason: Reason) -> Option<Effect> {
        self.job = None;
        if self.state != State::Cancelled {
            self.state = State::Failed { reason };
        }
        None
    }
}
