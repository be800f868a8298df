use model::{Actor, AuditAction, AuditEvent, ProjectId, UserId};
use serde_json::json;

use super::Difference;
use crate::Target;

/// That `actor` did `action` to what has that id and name. It belongs to no project.
pub(crate) fn about(
    actor: impl Into<Actor>,
    action: AuditAction,
    id: &(impl ToString + ?Sized),
    name: &str,
) -> AuditEvent {
    AuditEvent {
        actor: actor.into(),
        action,
        target: id.to_string(),
        target_name: name.to_owned(),
        owner: None,
        other: None,
        details: "{}".to_owned(),
    }
}

/// That `actor` did `action` to a project.
pub(crate) fn about_project(
    actor: impl Into<Actor>,
    action: AuditAction,
    id: &ProjectId,
    name: &str,
) -> AuditEvent {
    AuditEvent {
        owner: Some(id.clone()),
        ..about(actor, action, id, name)
    }
}

/// That `actor` changed what a project may use, if that is a change.
pub(crate) fn about_quota(
    actor: impl Into<Actor>,
    (id, name): (&ProjectId, &str),
    difference: Difference,
) -> Option<AuditEvent> {
    Some(AuditEvent {
        details: difference.details()?,
        ..about_project(actor, AuditAction::ProjectUpdate, id, name)
    })
}

/// That `actor` gave the user of that id and name a role in `target`, or took it away.
pub(crate) fn about_role(
    actor: impl Into<Actor>,
    action: AuditAction,
    (user, name): (&UserId, &str),
    role: &str,
    target: &Target,
) -> AuditEvent {
    let (owner, details) = match target {
        Target::Project(id) => (Some(id.clone()), json!({ "role": role })),
        Target::Domain(id) => (None, json!({ "role": role, "domain": id })),
        Target::System => (None, json!({ "role": role })),
    };
    AuditEvent {
        owner,
        details: details.to_string(),
        ..about(actor, action, user, name)
    }
}
