use crate::{
    browser::upload::{
        preflight::Preflight,
        state::{FileMismatch, Reason, State},
    },
    text::UploadText,
};

/// A state in words. `all_out` is whether every byte is on the server's side and only its answer is missing.
pub fn words(text: &UploadText, state: &State, all_out: bool) -> String {
    match state {
        State::Waiting => text.waiting.into(),
        State::Inspecting => text.inspecting.into(),
        State::NotADisk { looks } => (text.not_a_disk)(*looks),
        State::Creating => text.creating.into(),
        State::Asking => text.asking.into(),
        State::Sending { .. } if all_out => text.storing.into(),
        State::Sending { .. } => text.sending.into(),
        State::Paused => text.paused.into(),
        State::Retrying { until: None, .. } => text.offline.into(),
        State::Retrying { attempt, .. } => (text.retrying)(*attempt),
        State::NeedsSignIn => text.needs_sign_in.into(),
        State::NeedsFile { mismatch: None } => text.needs_file.into(),
        State::NeedsFile {
            mismatch: Some(mismatch),
        } => match mismatch {
            FileMismatch::Another => text.another_file,
            FileMismatch::Changed => text.changed_file,
            FileMismatch::Unreadable => text.unreadable_file,
            FileMismatch::Denied => text.denied_file,
        }
        .into(),
        State::Elsewhere => text.elsewhere.into(),
        State::Finished { .. } => text.finished.into(),
        State::Failed { reason } => (text.failed)(&why(text, reason)),
        State::Cancelled => text.cancelled.into(),
    }
}

/// A reason in words: ours, or else the server's.
pub fn why(text: &UploadText, reason: &Reason) -> String {
    match reason {
        Reason::Empty => text.empty.into(),
        Reason::Refused(refusal) => (text.refused)(refusal),
        Reason::Unreadable => text.unreadable.into(),
        Reason::Gone => text.gone.into(),
        Reason::Expired => text.expired.into(),
        Reason::NoRoom { needs, left } => (text.no_room)(*needs, *left),
        Reason::TooMany => text.too_many.into(),
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

/// What a file is: `qcow2 · 10.0 GiB disk · needs a disk of 10 GiB`.
pub fn facts(text: &UploadText, known: &Preflight) -> String {
    let disk = known.virtual_size.map(text.disk);
    let min_disk = (known.plan.min_disk > 0).then(|| (text.min_disk)(known.plan.min_disk));
    let encrypted = known.encrypted.then(|| text.encrypted.to_owned());
    [Some(known.kind.to_owned()), disk, min_disk, encrypted]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// What a person may want to know of it: some only beforehand, that its name promises another format at any time.
pub fn hints(text: &UploadText, known: &Preflight, begun: bool) -> Vec<String> {
    let other = known
        .promised
        .map(|promised| (text.other_than_named)(promised, known.kind));
    let warnings = known.warnings.iter().map(text.warning);
    let taken = known
        .name_taken
        .then(|| (text.name_taken)(&known.plan.name));
    let beforehand = taken.into_iter().chain(warnings).filter(|_| !begun);
    other.into_iter().chain(beforehand).collect()
}

/// The word for `data-state`, by which a row is styled.
pub fn key(state: &State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Inspecting => "inspecting",
        State::NotADisk { .. } => "not-a-disk",
        State::Creating => "creating",
        State::Asking => "asking",
        State::Sending { .. } => "sending",
        State::Paused => "paused",
        State::Retrying { .. } => "retrying",
        State::NeedsSignIn => "needs-sign-in",
        State::NeedsFile { .. } => "needs-file",
        State::Elsewhere => "elsewhere",
        State::Finished { .. } => "finished",
        State::Failed { .. } => "failed",
        State::Cancelled => "cancelled",
    }
}
