use model::{AuditEvent, ProjectId, now};

use crate::{Db, Tx, query};

const SQL: &str = "
    insert into activity (
        at, actor_id, actor_name, actor_project, action, target_kind, target_id, target_name, owner, other, details,
        node, request_id, address, user_agent, credential_id, credential_name
    ) values (
        $1, $2,
        coalesce(nullif($3, ''), (select name from users where id = $2),
            (select actor_name from activity where actor_id = $2 order by id desc limit 1), ''),
        $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
    )";

impl Tx {
    /// Writes `event` to the audit log, in the transaction of the change itself: both are kept, or neither.
    pub async fn record_audit_event(&mut self, event: &AuditEvent) -> Result<(), sqlx::Error> {
        let (actor, origin) = (&event.actor, &event.actor.origin);
        let query = query(SQL)
            .bind(now())
            .bind(actor.user.as_ref().map_or("", |user| user.as_str()))
            .bind(&actor.name)
            .bind(actor.project.as_ref().map(ProjectId::as_str))
            .bind(event.action.as_str())
            .bind(event.action.target_kind())
            .bind(&event.target)
            .bind(&event.target_name)
            .bind(event.owner.as_ref().map(ProjectId::as_str))
            .bind(event.other.as_ref().map(ProjectId::as_str))
            .bind(&event.details)
            .bind(&origin.node)
            .bind(&origin.request)
            .bind(&origin.address)
            .bind(&origin.user_agent)
            .bind(&origin.credential_id)
            .bind(&origin.credential_name);
        self.execute(query).await.map(drop)
    }

    /// The same for each of `events`.
    pub async fn record_audit_events(
        &mut self,
        events: impl IntoIterator<Item = AuditEvent>,
    ) -> Result<(), sqlx::Error> {
        for event in events {
            self.record_audit_event(&event).await?;
        }
        Ok(())
    }
}

/// Where actions that release 040df12 does not know are recorded: in the audit log, but for a rolling upgrade. That release fails on
/// them, so while one of its nodes runs, the server log has them instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audit {
    Log,
    ServerLog,
}

impl Audit {
    /// Asked before a transaction begins, because it needs a connection of its own.
    pub async fn of(db: &Db) -> Result<Self, sqlx::Error> {
        let old = db.is_used_by_first_release().await?;
        Ok(if old { Self::ServerLog } else { Self::Log })
    }

    pub async fn record(self, tx: &mut Tx, event: &AuditEvent) -> Result<(), sqlx::Error> {
        if self == Self::Log {
            return tx.record_audit_event(event).await;
        }
        let (action, id) = (event.action.as_str(), &event.target);
        let user = event.actor.user.as_ref().map(model::UserId::as_str);
        tracing::info!(target: "vitrine::audit", action, id, user, details = event.details, "not in the audit log, because a node of an older release runs");
        Ok(())
    }
}
