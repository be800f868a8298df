use super::{Job, Machine, Upload};
use crate::browser::upload::state::{Answer, Clock, Effect, Reason, State};

/// How often in a row the server may contradict what it said before.
const CONFLICTS: u32 = 8;

impl Machine {
    /// Takes in an answer to whatever was asked last.
    pub(super) fn answered(&mut self, answer: Answer, clock: Clock) -> Option<Effect> {
        if answer.status != 401 {
            self.reauthenticating = false;
        }
        match self.job.take()? {
            Job::Create => self.created(answer, clock),
            Job::AskOffset => match (answer.status, answer.offset) {
                (200 | 204, Some(offset)) => self.stands_at(offset),
                (200 | 204, None) => self.fail(Reason::Confused),
                _ => self.turned_away(answer, clock),
            },
            Job::Send { end } => self.sent(end, answer, clock),
            Job::Cancel => match answer.status {
                200..300 | 404 | 410 => {
                    self.upload = None;
                    None
                }
                _ => self.troubled(clock),
            },
            // Neither asks the server anything.
            job @ (Job::Inspect | Job::Wait) => {
                self.job = Some(job);
                None
            }
        }
    }

    fn created(&mut self, answer: Answer, clock: Clock) -> Option<Effect> {
        let Answer {
            status: 201,
            location: Some(location),
            image: Some(image),
            ..
        } = answer
        else {
            return match answer.status {
                200..300 => self.fail(Reason::Confused),
                _ => self.turned_away(answer, clock),
            };
        };
        self.upload = Some(Upload { location, image });
        self.offset = 0;
        self.failures = 0;
        match self.state {
            State::Cancelled => self.end_upload(),
            _ if self.state.is_moving() => self.send(),
            _ => None,
        }
    }

    /// The server was asked, and has `offset` bytes.
    fn stands_at(&mut self, offset: u64) -> Option<Effect> {
        if offset > self.length {
            return self.fail(Reason::Confused);
        }
        if offset > self.offset {
            self.failures = 0;
        }
        self.offset = offset;
        self.renewable = false;
        // The server finishes what is whole before it says so.
        if offset == self.length {
            self.finish()
        } else {
            self.send()
        }
    }

    fn sent(&mut self, end: u64, answer: Answer, clock: Clock) -> Option<Effect> {
        match (answer.status, answer.offset) {
            // Taken, it says, and yet nothing arrived: do not run in circles.
            (200 | 204, Some(offset)) if offset <= self.offset && end > self.offset => {
                self.troubled(clock)
            }
            (200 | 204, Some(offset)) if offset <= self.length => {
                self.offset = offset;
                self.failures = 0;
                if offset == end {
                    self.chunk.grow();
                }
                if offset == self.length {
                    self.finish()
                } else {
                    self.send()
                }
            }
            (200 | 204, None) => self.proceed(),
            (200 | 204, Some(_)) => self.fail(Reason::Confused),
            // Another piece got there first, or an answer was lost: the server says the offset.
            (409, Some(offset)) if self.failures == 0 && offset < self.length => {
                self.failures = 1;
                self.offset = offset;
                self.send()
            }
            // A proxy may refuse large requests while small ones pass.
            (413, _) if self.chunk.limit() => self.proceed(),
            _ => self.turned_away(answer, clock),
        }
    }

    /// The server answered, and not with yes.
    fn turned_away(&mut self, answer: Answer, clock: Clock) -> Option<Effect> {
        match answer.status {
            // The cookie may have been replaced while the request was under way: once it is repeated with the new one.
            401 if self.state.is_moving() && !self.reauthenticating => {
                self.reauthenticating = true;
                self.proceed()
            }
            401 => {
                self.reauthenticating = false;
                // Whoever paused it hears of this on going on.
                if self.state.is_moving() {
                    self.state = State::NeedsSignIn;
                }
                None
            }
            404 | 410 if self.upload.is_some() => {
                self.upload = None;
                self.offset = 0;
                if self.renewable {
                    self.renewable = false;
                    return self.proceed();
                }
                self.fail(if self.has_file {
                    Reason::Gone
                } else {
                    Reason::Expired
                })
            }
            // Somebody else is at it, or was a moment ago.
            409 if self.upload.is_some() && self.failures < CONFLICTS => self.troubled(clock),
            // A full store stays full: that is for a person to know.
            408 | 423 | 425 | 429 | 500..=506 | 508..=599 => self.troubled(clock),
            status => self.fail(Reason::Server {
                status,
                message: answer.message,
            }),
        }
    }
}
