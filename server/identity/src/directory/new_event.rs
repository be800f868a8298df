use model::{AuditAction, AuditEvent};

use super::Directory;
use crate::{Result, activity::about};

impl Directory<'_> {
    /// An event whose action release 040df12 does not know. `None` while one of its nodes runs, which would fail on a page or a
    /// feed with it: then the server log alone has it.
    ///
    /// Asked before a transaction begins, because it needs a connection of its own.
    pub(super) async fn new_event(
        &self,
        action: AuditAction,
        id: &str,
        name: &str,
    ) -> Result<Option<AuditEvent>> {
        let event = about(self.principal, action, id, name);
        if !self.identity.db.is_used_by_first_release().await? {
            return Ok(Some(event));
        }
        let (action, user) = (action.as_str(), event.actor.user.as_ref());
        let user = user.map(model::UserId::as_str);
        tracing::info!(target: "vitrine::audit", action, id, name, user, "not in the audit log, because a node of an older release runs");
        Ok(None)
    }
}
