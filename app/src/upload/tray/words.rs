use crate::{
    text::UploadText,
    upload::state::{Reason, State},
};

/// A state in words. `all_out` is whether every byte is on the server's side and only its answer is missing.
pub fn words(text: &UploadText, state: &State, all_out: bool) -> String {
    match state {
        State::Waiting => text.waiting.into(),
        State::Inspecting => text.inspecting.into(),
        State::Creating => text.creating.into(),
        State::Asking => text.asking.into(),
        State::Sending { .. } if all_out => text.storing.into(),
        State::Sending { .. } => text.sending.into(),
        State::Paused => text.paused.into(),
        State::Retrying { until: None, .. } => text.offline.into(),
        State::Retrying { attempt, .. } => (text.retrying)(*attempt),
        State::NeedsSignIn => text.needs_sign_in.into(),
        State::Finished { .. } => text.finished.into(),
        State::Failed { reason } => (text.failed)(&why(text, reason)),
        State::Cancelled => text.cancelled.into(),
    }
}

/// A reason in words: ours, or else the server's.
fn why(text: &UploadText, reason: &Reason) -> String {
    match reason {
        Reason::Empty => text.empty.into(),
        Reason::Refused(refusal) => (text.refused)(refusal),
        Reason::Wrapped(format) => (text.wrapped)(*format),
        Reason::Unsupported(format) => (text.unsupported)(*format),
        Reason::Unreadable => text.unreadable.into(),
        Reason::Gone => text.gone.into(),
        Reason::Confused => text.confused.into(),
        Reason::Server {
            message: Some(message),
            ..
        } => message.clone(),
        Reason::Server {
            status,
            message: None,
        } => (text.server)(*status),
    }
}

/// The word for `data-state`, by which a row is styled.
pub fn key(state: &State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Inspecting => "inspecting",
        State::Creating => "creating",
        State::Asking => "asking",
        State::Sending { .. } => "sending",
        State::Paused => "paused",
        State::Retrying { .. } => "retrying",
        State::NeedsSignIn => "needs-sign-in",
        State::Finished { .. } => "finished",
        State::Failed { .. } => "failed",
        State::Cancelled => "cancelled",
    }
}
