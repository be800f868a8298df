use db::OnUnique;
use model::{AuditAction, AuditEvent, DomainId, ProjectId};

use super::{
    Change, Directory, Filter,
    table::{self, changed_name, new_name, taken},
};
use crate::{
    Error, Result,
    activity::{Difference, about, about_project},
    admins,
    records::{Domain, Extra},
};

impl Directory<'_> {
    /// The domains that match, by name.
    pub async fn domains(&self, filter: &Filter) -> Result<Vec<Domain>> {
        self.reader("identity:list_domains")?;
        // No domain is in another.
        let filter = Filter {
            domain: None,
            ..filter.clone()
        };
        self.rows(&filter).await
    }

    /// One domain.
    pub async fn domain(&self, id: &DomainId) -> Result<Domain> {
        self.reader("identity:get_domain")?;
        self.domain_there(id).await
    }

    /// Makes a domain.
    pub async fn add_domain(&self, new: &Change) -> Result<Domain> {
        self.admin("identity:create_domain")?;
        // Spelt like a project's: Keystone counts domains among them.
        let (id, name) = (ProjectId::new(), new_name::<Domain>(new)?);
        let extra = Extra::default().changed(&new.extra)?;
        let sql = "
            insert into domain (id, name, description, enabled, extra) values ($1, $2, $3, $4, $5)";
        let query = table::returning::<Domain>(sql)
            .bind(id.as_str())
            .bind(name)
            .bind(new.description.as_deref().unwrap_or_default())
            .bind(new.enabled.unwrap_or(true))
            .bind(&extra);
        let event = self
            .new_event(AuditAction::DomainCreate, id.as_str(), name)
            .await?;
        let mut tx = self.identity.db.begin().await?;
        let made = tx.fetch_one::<Domain>(query).await;
        let made = made.on_unique(|| taken::<Domain>(name))?;
        tx.record_audit_events(event).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Changes a domain. One that is switched off shuts its users out and ends their tokens and sessions for good.
    pub async fn change_domain(&self, id: &DomainId, change: &Change) -> Result<Domain> {
        self.admin("identity:update_domain")?;
        let is_disabled = change.enabled == Some(false);
        if is_disabled {
            self.outside(id).await?;
        }
        let sql = "
            update domain set name = $2, description = coalesce($3, description), enabled = $4, extra = $5
            where id = $1";
        let event = self
            .new_event(AuditAction::DomainUpdate, id.as_str(), "")
            .await?;
        let mut tx = self.identity.db.begin().await?;
        let admins = admins::lock_if(&mut tx, is_disabled).await?;
        let have = table::hold::<Domain>(&mut tx, id.as_str()).await?;
        let name = changed_name::<Domain>(&have.name, change)?;
        let extra = have.extra.changed(&change.extra)?;
        let enabled = change.enabled.unwrap_or(have.enabled);
        let query = table::returning::<Domain>(sql)
            .bind(id.as_str())
            .bind(name)
            .bind(change.description.as_deref())
            .bind(enabled)
            .bind(&extra);
        let row: Domain = tx
            .fetch_one(query)
            .await
            .on_unique(|| taken::<Domain>(name))?;
        admins::keep_one(&mut tx, admins).await?;
        if !enabled {
            for sql in ENDS {
                let query = db::query(sql).bind(id.as_str());
                tx.execute(query).await?;
            }
        }
        let details = Difference::default()
            .field("name", &have.name, &row.name)
            .field("description", &have.description, &row.description)
            .field("enabled", have.enabled, row.enabled)
            .extra(&have.extra, &row.extra)
            .details();
        let event = event.zip(details).map(|(event, details)| AuditEvent {
            target_name: row.name.clone(),
            details,
            ..event
        });
        tx.record_audit_events(event).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Deletes a domain that is switched off, with every user and project of it.
    pub async fn delete_domain(&self, id: &DomainId) -> Result<()> {
        self.admin("identity:delete_domain")?;
        // Keystone wants it switched off first: nothing so large should be one slip.
        let have = self.domain_there(id).await?;
        if have.enabled {
            return Err(Error::DomainEnabled(id.clone()));
        }
        if *id == DomainId::default_domain() {
            return Err(Error::Fixed {
                what: "domain",
                name: id.to_string(),
            });
        }
        self.outside(id).await?;
        let event = self
            .new_event(AuditAction::DomainDelete, id.as_str(), &have.name)
            .await?;
        let mut tx = self.identity.db.begin().await?;
        // It may have been enabled again meanwhile.
        let admins = admins::lock(&mut tx).await?;
        let sql = "delete from users where domain_id = $1 returning id, name";
        let query = db::query(sql).bind(id.as_str());
        for (user, name) in tx.fetch_all::<(String, String)>(query).await? {
            let event = about(self.principal, AuditAction::UserDelete, &user, &name);
            tx.record_audit_event(&event).await?;
        }
        let sql = "delete from project where domain_id = $1 returning id, name";
        let query = db::query(sql).bind(id.as_str());
        for (project, name) in tx.fetch_all::<(String, String)>(query).await? {
            let (project, action) = (ProjectId::try_from(project)?, AuditAction::ProjectDelete);
            tx.record_audit_event(&about_project(self.principal, action, &project, &name))
                .await?;
        }
        let sql = "delete from domain where id = $1";
        let query = db::query(sql).bind(id.as_str());
        tx.execute(query).await?;
        admins::keep_one(&mut tx, admins).await?;
        tx.record_audit_events(event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Only who is not a user of that domain, and works in no project of it, goes on: they would lock themselves out.
    async fn outside(&self, id: &DomainId) -> Result<()> {
        let sql = "
            select domain_id from users where id = $1 union select domain_id from project where id = $2";
        let query = db::query(sql)
            .bind(self.principal.user.as_str())
            .bind(self.principal.project.as_ref().map(ProjectId::as_str));
        let own = self.identity.db.scalars::<String>(query).await?;
        if own.iter().any(|own| own == id.as_str()) {
            let (action, what) = ("disable or delete", "domain");
            return Err(Error::OwnPlace { action, what });
        }
        Ok(())
    }

    /// The domain, whoever asks.
    pub(super) async fn domain_there(&self, id: &DomainId) -> Result<Domain> {
        self.row(id.as_str()).await
    }
}

/// What ends with a domain that is switched off.
const ENDS: [&str; 3] = [
    "update users set generation = generation + 1 where domain_id = $1",
    "delete from token where domain_id = $1",
    "delete from token where project_id in (select id from project where domain_id = $1)",
];
