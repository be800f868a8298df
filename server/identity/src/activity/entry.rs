use model::{Actor, Deed, Entry, ProjectId, UserId};
use serde_json::json;

use super::Difference;
use crate::Target;

/// That `actor` did `deed` to what has that id and name. It is the whole house's.
pub(crate) fn about(
    actor: impl Into<Actor>,
    deed: Deed,
    id: &(impl ToString + ?Sized),
    name: &str,
) -> Entry {
    Entry {
        actor: actor.into(),
        deed,
        target: id.to_string(),
        target_name: name.to_owned(),
        owner: None,
        other: None,
        details: "{}".to_owned(),
    }
}

/// That `actor` did `deed` to a project.
pub(crate) fn about_project(
    actor: impl Into<Actor>,
    deed: Deed,
    id: &ProjectId,
    name: &str,
) -> Entry {
    Entry {
        owner: Some(id.clone()),
        ..about(actor, deed, id, name)
    }
}

/// That `actor` changed what a project may use, if that is a change.
pub(crate) fn about_quota(
    actor: impl Into<Actor>,
    (id, name): (&ProjectId, &str),
    difference: Difference,
) -> Option<Entry> {
    Some(Entry {
        details: difference.details()?,
        ..about_project(actor, Deed::ProjectUpdate, id, name)
    })
}

/// That `actor` gave the user of that id and name a role in `target`, or took it away.
pub(crate) fn about_role(
    actor: impl Into<Actor>,
    deed: Deed,
    (user, name): (&UserId, &str),
    role: &str,
    target: &Target,
) -> Entry {
    let (owner, details) = match target {
        Target::Project(id) => (Some(id.clone()), json!({ "role": role })),
        Target::Domain(id) => (None, json!({ "role": role, "domain": id })),
        Target::System => (None, json!({ "role": role })),
    };
    Entry {
        owner,
        details: details.to_string(),
        ..about(actor, deed, user, name)
    }
}
