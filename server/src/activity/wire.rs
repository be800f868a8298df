use model::{Activity, OffsetDateTime};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

/// An audit event as JSON: what is not known, or not the reader's business, is `null`.
pub fn event(event: &Activity) -> Value {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "id": event.id,
        "at": moment(event.at),
        "action": event.action.as_str(),
        "actor": known(&event.actor),
        "actor_name": known(&event.actor_name),
        "actor_project": event.actor_project,
        "target_kind": event.target_kind,
        "target": event.target,
        "target_name": known(&event.target_name),
        "project": event.project,
        "other_project": event.other_project,
        "details": serde_json::from_str::<Value>(&event.details).unwrap_or_default(),
        "node": known(&event.node),
        "request_id": known(&event.request_id),
        "address": known(&event.address),
        "user_agent": known(&event.user_agent),
        "credential": known(&event.credential_id),
        "credential_name": known(&event.credential_name),
    })
}

/// A moment in RFC 3339, in UTC.
pub fn moment(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}
