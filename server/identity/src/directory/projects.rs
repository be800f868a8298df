use db::OnUnique;
use model::{AuditAction, AuditEvent, ProjectId, now};

use super::{
    Change, Directory, Filter,
    table::{self, changed_name, new_name, stays_in, taken},
};
use crate::{
    Error, Result,
    activity::{Difference, about_project},
    admins,
    records::{Extra, Project},
};

impl Directory<'_> {
    /// The projects that match, by name. For those who may look at everything.
    pub async fn projects(&self, filter: &Filter) -> Result<Vec<Project>> {
        self.reader("identity:list_projects")?;
        self.rows(filter).await
    }

    /// One project. Whoever asks for that project may see it.
    pub async fn project(&self, id: &ProjectId) -> Result<Project> {
        if self.principal.project.as_ref() != Some(id) {
            self.reader("identity:get_project")?;
        }
        self.row(id.as_str()).await
    }

    /// Makes a project.
    pub async fn add_project(&self, new: &Change) -> Result<Project> {
        self.admin("identity:create_project")?;
        let (id, name, domain) = (ProjectId::new(), new_name::<Project>(new)?, new.domain());
        self.domain_there(&domain).await?;
        let extra = Extra::default().changed(&new.extra)?;
        let sql = "
            insert into project (id, domain_id, name, description, enabled, extra, created_at)
            values ($1, $2, $3, $4, $5, $6, $7)";
        let mut tx = self.identity.db.begin().await?;
        let query = table::returning::<Project>(sql)
            .bind(id.as_str())
            .bind(domain.as_str())
            .bind(name)
            .bind(new.description.as_deref().unwrap_or_default())
            .bind(new.enabled.unwrap_or(true))
            .bind(&extra)
            .bind(now());
        let made = tx
            .fetch_one(query)
            .await
            .on_unique(|| taken::<Project>(name))?;
        tx.record_audit_event(&about_project(
            self.principal,
            AuditAction::ProjectCreate,
            &id,
            name,
        ))
        .await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Changes a project. One that is switched off ends its tokens for good.
    pub async fn change_project(&self, id: &ProjectId, change: &Change) -> Result<Project> {
        self.admin("identity:update_project")?;
        let is_disabled = change.enabled == Some(false);
        if is_disabled {
            self.elsewhere(id, "disable")?;
        }
        let sql = "
            update project set name = $2, description = coalesce($3, description), enabled = $4, extra = $5
            where id = $1";
        let mut tx = self.identity.db.begin().await?;
        let admins = admins::lock_if(&mut tx, is_disabled).await?;
        let have = table::hold::<Project>(&mut tx, id.as_str()).await?;
        stays_in::<Project>(&have.domain_id, change)?;
        let name = changed_name::<Project>(&have.name, change)?;
        let enabled = change.enabled.unwrap_or(have.enabled);
        let query = table::returning::<Project>(sql)
            .bind(id.as_str())
            .bind(name)
            .bind(change.description.as_deref())
            .bind(enabled)
            .bind(have.extra.changed(&change.extra)?);
        let row = tx
            .fetch_one(query)
            .await
            .on_unique(|| taken::<Project>(name))?;
        admins::keep_one(&mut tx, admins).await?;
        if !enabled {
            let sql = "delete from token where project_id = $1";
            let query = db::query(sql).bind(id.as_str());
            tx.execute(query).await?;
        }
        if let Some(details) = difference(&have, &row) {
            let event = about_project(self.principal, AuditAction::ProjectUpdate, id, &row.name);
            tx.record_audit_event(&AuditEvent { details, ..event })
                .await?;
        }
        tx.commit().await?;
        Ok(row)
    }

    /// Deletes a project, with every role, token and credential in it. Its images stay until an admin deletes or moves
    /// them.
    pub async fn delete_project(&self, id: &ProjectId) -> Result<()> {
        self.admin("identity:delete_project")?;
        self.elsewhere(id, "delete")?;
        let mut tx = self.identity.db.begin().await?;
        let admins = admins::lock(&mut tx).await?;
        let name = table::delete::<Project>(&mut tx, id.as_str()).await?;
        admins::keep_one(&mut tx, admins).await?;
        let event = about_project(self.principal, AuditAction::ProjectDelete, id, &name);
        tx.record_audit_event(&event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Only who does not work in that project goes on: they would lock themselves out.
    fn elsewhere(&self, id: &ProjectId, action: &'static str) -> Result<()> {
        if self.principal.project.as_ref() == Some(id) {
            let what = "project";
            return Err(Error::OwnPlace { action, what });
        }
        Ok(())
    }
}

fn difference(before: &Project, after: &Project) -> Option<String> {
    Difference::default()
        .extra(&before.extra, &after.extra)
        .field("name", &before.name, &after.name)
        .field("description", &before.description, &after.description)
        .field("enabled", before.enabled, after.enabled)
        .details()
}
