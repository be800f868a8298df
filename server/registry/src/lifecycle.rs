//! The life of an image: every change of its status, and its end.
//!
//! | from | to | by |
//! |---|---|---|
//! | `queued` | `saving`, `uploading`, `importing` | [`Lifecycle::receive`] |
//! | `uploading` | `importing` | [`Lifecycle::receive`] |
//! | `saving`, `importing` | `active` | [`Lifecycle::activate`] |
//! | `saving`, `uploading`, `importing` | `queued` | [`Lifecycle::requeue`] |
//! | `active` | `deactivated` | [`Lifecycle::deactivate`] |
//! | `deactivated` | `active` | [`Lifecycle::reactivate`] |
//! | any | `deleted` | [`Lifecycle::retire`] |
//!
//! Each is one compare-and-swap: the statement that sets the status names those that it may start from, and whoever calls
//! learns whether the image had one of them. What belongs to the change (the audit event, locations, usage) is written in
//! the same transaction. No statement elsewhere sets the status of an image or deletes one; a test looks for them.
//!
//! Rows are locked in the order of [`quota`](crate::quota): whoever ends tasks and uploads too does that before.

mod activate;
mod deactivate;
#[cfg(test)]
mod only_here;
mod receive;
mod retire;
#[cfg(test)]
mod tests;

pub(crate) use activate::Content;
use db::Tx;
use model::{Actor, AuditAction, AuditEvent, ImageId, OffsetDateTime, ProjectId, Status};
pub(crate) use retire::{LocationRow, Retirement};
use sqlx::FromRow;

use crate::Registry;

/// The statuses of an image of which no data was accepted yet. One that is in none of them is not touched by the end of
/// its upload.
pub(crate) const UNFILLED: [Status; 4] = [
    Status::Queued,
    Status::Saving,
    Status::Uploading,
    Status::Importing,
];

/// The lives of images, as a transaction changes them.
pub(crate) struct Lifecycle<'t> {
    registry: &'t Registry,
    tx: &'t mut Tx,
    now: OffsetDateTime,
}

/// Whose an image is and what it is called, for its audit event.
#[derive(Debug, FromRow)]
struct Subject {
    owner: ProjectId,
    name: String,
}

impl Registry {
    /// The lives of images, within the transaction `tx`, as of `now`.
    pub(crate) fn lifecycle<'t>(&'t self, tx: &'t mut Tx, now: OffsetDateTime) -> Lifecycle<'t> {
        Lifecycle {
            registry: self,
            tx,
            now,
        }
    }
}

/// That `actor` did `action` to an image.
fn event(actor: Actor, action: AuditAction, image: ImageId, subject: &Subject) -> AuditEvent {
    AuditEvent {
        actor,
        action,
        target: image.to_string(),
        target_name: subject.name.clone(),
        owner: Some(subject.owner.clone()),
        other: None,
        details: "{}".to_owned(),
    }
}
