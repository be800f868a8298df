use db::{Tx, query};
use model::{AuditAction, AuditEvent, OffsetDateTime, Policy, now};
use serde_json::Value;
use sqlx::AssertSqlSafe;

use crate::{Definitions, Error, Namespace, Result, definitions::owner, limits, rows::NAMESPACE};

/// A change of a namespace that the caller may make: its row is held until the transaction ends.
pub(crate) struct Changing<'a> {
    definitions: Definitions<'a>,
    pub tx: Tx,
    pub namespace: Namespace,
    pub at: OffsetDateTime,
    /// Whether the audit log gets an event of it.
    audited: bool,
}

impl<'a> Definitions<'a> {
    /// Begins a change of the namespace of that name, if all of `policies` allow it.
    pub(crate) async fn change(&self, name: &str, policies: &[Policy]) -> Result<Changing<'a>> {
        // Refused without a transaction, which other writers would wait for.
        let seen = self.visible(name).await?;
        self.may_all(policies, &seen)?;
        let audited = self.is_audited().await?;
        let mut tx = self.metadefs.db.begin().await?;
        // Written as it is: nobody else changes the namespace until the transaction ends.
        let sql = format!(
            "update metadef_namespace set visibility = visibility where name = $1 returning {NAMESPACE}"
        );
        let held = query(AssertSqlSafe(sql)).bind(name);
        let held = tx.fetch_optional::<Namespace>(held).await?;
        let namespace = self.if_visible(held, name)?;
        self.may_all(policies, &namespace)?;
        Ok(Changing {
            definitions: *self,
            tx,
            namespace,
            at: now(),
            audited,
        })
    }

    fn may_all(&self, policies: &[Policy], namespace: &Namespace) -> Result<()> {
        let mut policies = policies.iter();
        policies.try_for_each(|policy| self.may_with(*policy, namespace))
    }

    /// Whether the audit log may hold an action that release 040df12 does not know: not while one of its nodes runs.
    pub(crate) async fn is_audited(&self) -> Result<bool> {
        Ok(!self.metadefs.db.is_used_by_first_release().await?)
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
        if self.audited {
            let event = self.definitions.event(action, &self.namespace, details)?;
            self.tx.record_audit_event(&event).await?;
        }
        self.tx.commit().await?;
        Ok(())
    }
}
