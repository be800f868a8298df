use model::{Activity, OffsetDateTime};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

/// A deed as JSON: what is not known, or not the reader's business, is `null`.
pub fn deed(deed: &Activity) -> Value {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "id": deed.id,
        "at": moment(deed.at),
        "action": deed.action.as_str(),
        "actor": known(&deed.actor),
        "actor_name": known(&deed.actor_name),
        "actor_project": deed.actor_project,
        "target_kind": deed.target_kind,
        "target": deed.target,
        "target_name": known(&deed.target_name),
        "project": deed.project,
        "other_project": deed.other_project,
        "details": serde_json::from_str::<Value>(&deed.details).unwrap_or_default(),
        "node": known(&deed.node),
        "request_id": known(&deed.request_id),
        "address": known(&deed.address),
        "user_agent": known(&deed.user_agent),
        "credential": known(&deed.credential_id),
        "credential_name": known(&deed.credential_name),
    })
}

/// A moment in RFC 3339, in UTC.
pub fn moment(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}
