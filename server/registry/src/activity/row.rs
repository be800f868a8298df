use model::{Activity, AuditAction, Caller, OffsetDateTime};
use sqlx::FromRow;

/// The columns of an audit event, in every query that reads one.
pub const ACTIVITY: &str = "
    id, at, actor_id, actor_name, actor_project, action, target_kind, target_id, target_name, owner, other, details,
    node, request_id, address, user_agent, credential_id, credential_name";

#[derive(Clone, Debug, FromRow)]
pub struct ActivityRow {
    pub id: i64,
    pub at: OffsetDateTime,
    pub actor_id: String,
    pub actor_name: String,
    pub actor_project: Option<String>,
    pub action: AuditAction,
    pub target_kind: String,
    pub target_id: String,
    pub target_name: String,
    pub owner: Option<String>,
    pub other: Option<String>,
    pub details: String,
    pub node: String,
    pub request_id: String,
    pub address: String,
    pub user_agent: String,
    pub credential_id: String,
    pub credential_name: String,
}

impl ActivityRow {
    /// What `caller` may know of it. Of other projects' people it is told what was done, not who did it and from where.
    pub fn seen_by(self, caller: &Caller, is_admin: bool) -> Activity {
        let own = Some(caller.project.as_str());
        let owns = self.owner.as_deref() == own;
        // What the server does by itself is done by nobody of another project.
        let theirs = self.actor_project.as_deref() == own || (owns && self.actor_project.is_none());
        let whole = is_admin || theirs;
        let about_them = whole || owns || self.other.as_deref() == own;
        let told = |text: String| if whole { text } else { String::new() };
        Activity {
            id: self.id,
            at: self.at,
            actor: told(self.actor_id),
            actor_name: told(self.actor_name),
            actor_project: self.actor_project,
            action: self.action,
            target_kind: self.target_kind,
            target: self.target_id,
            target_name: if about_them {
                self.target_name
            } else {
                String::new()
            },
            project: self.owner,
            other_project: self.other,
            details: if about_them {
                self.details
            } else {
                "{}".to_owned()
            },
            node: told(self.node),
            request_id: told(self.request_id),
            address: told(self.address),
            user_agent: told(self.user_agent),
            credential_id: told(self.credential_id),
            credential_name: told(self.credential_name),
        }
    }
}
