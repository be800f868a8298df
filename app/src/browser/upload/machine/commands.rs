//! Commands of users to an upload, and what acts for them.

use super::{Job, Machine};
use crate::browser::upload::state::{Effect, State};

impl Machine {
    /// Does nothing more for now. What cannot be stopped is answered in its own time.
    pub(super) fn rest(&mut self, state: State) -> Option<Effect> {
        self.state = state;
        self.job.take_if(|job| job.can_stop()).map(|_| Effect::Stop)
    }

    pub(super) fn retry(&mut self) -> Option<Effect> {
        if !self.state.can_retry() {
            return None;
        }
        self.failures = 0;
        self.renewable = true;
        self.rest(State::Waiting)
    }

    /// Does not wait any longer.
    pub(super) fn hurry(&mut self) -> Option<Effect> {
        self.failures = 0;
        if matches!(self.job, None | Some(Job::Wait)) {
            self.proceed()
        } else {
            None
        }
    }

    pub(super) fn cancel(&mut self) -> Option<Effect> {
        if matches!(self.state, State::Finished { .. } | State::Cancelled) {
            return None;
        }
        self.failures = 0;
        self.state = State::Cancelled;
        if self.upload.is_some() {
            self.end_upload()
        } else {
            self.rest(State::Cancelled)
        }
    }

    pub(super) fn end_upload(&mut self) -> Option<Effect> {
        let location = self.upload.as_ref()?.location.clone();
        self.job = Some(Job::Cancel);
        Some(Effect::Cancel { location })
    }
}
