use db::{Audit, Tx};
use model::{AuditAction, AuditEvent, OffsetDateTime, Policy, now};
use serde_json::Value;

use crate::{Definitions, Error, Namespace, Result, definitions::owner, file::hold, limits};

/// A change of a namespace that the caller may make: its row is held until the transaction ends.
pub(crate) struct Changing<'a> {
    definitions: Definitions<'a>,
    pub tx: Tx,
    pub namespace: Namespace,
    pub at: OffsetDateTime,
    audit: Audit,
}

impl<'a> Definitions<'a> {
    /// Begins a change of the namespace of that name, if all of `policies` allow it.
    pub(crate) async fn change(&self, name: &str, policies: &[Policy]) -> Result<Changing<'a>> {
        // Refused without a transaction, which other writers would wait for.
        let seen = self.visible(name).await?;
        self.may_all(policies, &seen)?;
        let audit = Audit::of(&self.metadefs.db).await?;
        let mut tx = self.metadefs.db.begin().await?;
        let held = hold(&mut tx, name).await?;
        let namespace = self.if_visible(held, name)?;
        self.may_all(policies, &namespace)?;
        Ok(Changing {
            definitions: *self,
            tx,
            namespace,
            at: now(),
            audit,
        })
    }

    fn may_all(&self, policies: &[Policy], namespace: &Namespace) -> Result<()> {
        let mut policies = policies.iter();
        policies.try_for_each(|policy| self.may_with(*policy, namespace))
    }

    /// That the caller did `action` to `namespace`.
    pub(crate) fn event(
        &self,
        action: AuditAction,
        namespace: &Namespace,
        details: &Value,
    ) -> Result<AuditEvent> {
        Ok(AuditEvent {
            actor: self.caller.into(),
            action,
            target: namespace.namespace.clone(),
            target_name: namespace.namespace.clone(),
            owner: Some(owner(namespace)?),
            other: None,
            details: details.to_string(),
        })
    }
}

impl Changing<'_> {
    /// Refuses to delete anything of a protected namespace.
    pub fn unprotected(&self) -> Result<()> {
        if self.namespace.protected {
            return Err(Error::Protected(self.namespace.namespace.clone()));
        }
        Ok(())
    }

    /// Ends the change of something in the namespace, with `details` for the audit log.
    pub async fn done(self, details: &Value) -> Result<()> {
        self.commit(AuditAction::NamespaceUpdate, details).await
    }

    /// Ends the change as `action`.
    pub async fn commit(mut self, action: AuditAction, details: &Value) -> Result<()> {
        limits::check_content(&mut self.tx, &self.namespace.namespace).await?;
        let event = self.definitions.event(action, &self.namespace, details)?;
        self.audit.record(&mut self.tx, &event).await?;
        self.tx.commit().await?;
        Ok(())
    }
}
