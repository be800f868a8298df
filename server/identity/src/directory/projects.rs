use db::{AuditLog, OnUnique};
use model::{AuditAction, AuditEvent, ProjectId, now};

use super::{Change, Directory, Filter};
use crate::{
    Error, Result,
    activity::{Difference, about_project},
    admins,
    records::{Extra, Project, found},
    users::checked_name,
};

const PROJECT: &str = "id, domain_id, name, description, enabled, extra";

impl Directory<'_> {
    /// The projects that match, by name. For those who may look at everything.
    pub async fn projects(&self, filter: &Filter) -> Result<Vec<Project>> {
        self.reader("identity:list_projects")?;
        let sql = format!("
            select {PROJECT} from project
            where (cast($1 as text) is null or name = $1) and (cast($2 as text) is null or domain_id = $2)
                and (cast($3 as boolean) is null or enabled = $3)
            order by name, id");
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(filter.name.as_deref())
            .bind(filter.domain.as_deref())
            .bind(filter.enabled);
        Ok(self.identity.db.fetch_all(query).await?)
    }

    /// One project. Whoever asks for that project may see it.
    pub async fn project(&self, id: &ProjectId) -> Result<Project> {
        if self.principal.project.as_ref() != Some(id) {
            self.reader("identity:get_project")?;
        }
        let sql = format!("select {PROJECT} from project where id = $1");
        let query = db::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str());
        let row = self.identity.db.fetch_optional::<Project>(query).await?;
        found(row, "project", id)
    }

    /// Makes a project.
    pub async fn add_project(&self, new: &Change) -> Result<Project> {
        self.admin("identity:create_project")?;
        let (id, name, domain) = (
            ProjectId::new(),
            checked_name("project.name", new.named("project")?, 64)?,
            new.domain(),
        );
        self.domain_there(&domain).await?;
        let extra = Extra::default().changed(&new.extra)?;
        let sql = format!(
            "
            insert into project (id, domain_id, name, description, enabled, extra, created_at)
            values ($1, $2, $3, $4, $5, $6, $7) returning {PROJECT}"
        );
        let mut tx = self.identity.db.begin().await?;
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(id.as_str())
            .bind(domain.as_str())
            .bind(name)
            .bind(new.description.as_deref().unwrap_or_default())
            .bind(new.enabled.unwrap_or(true))
            .bind(&extra)
            .bind(now());
        let made = tx
            .fetch_one::<Project>(query)
            .await
            .on_unique(|| taken(name))?;
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
        // Held by being written as it is: nobody else changes it meanwhile.
        let hold =
            format!("update project set enabled = enabled where id = $1 returning {PROJECT}");
        let sql = format!("
            update project set name = $2, description = coalesce($3, description), enabled = $4, extra = $5
            where id = $1 returning {PROJECT}");
        let mut tx = self.identity.db.begin().await?;
        let admins = admins::lock_if(&mut tx, is_disabled).await?;
        let query = db::query(sqlx::AssertSqlSafe(hold)).bind(id.as_str());
        let have = tx.fetch_optional::<Project>(query).await?;
        let have = found(have, "project", id)?;
        let name = new_name(&have, change)?;
        let enabled = change.enabled.unwrap_or(have.enabled);
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(id.as_str())
            .bind(name)
            .bind(change.description.as_deref())
            .bind(enabled)
            .bind(have.extra.changed(&change.extra)?);
        let row = tx
            .fetch_one::<Project>(query)
            .await
            .on_unique(|| taken(name))?;
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

    /// Deletes a project, with every role, token and credential in it. Its images stay, for an admin to settle.
    pub async fn delete_project(&self, id: &ProjectId) -> Result<()> {
        self.admin("identity:delete_project")?;
        self.elsewhere(id, "delete")?;
        let mut tx = self.identity.db.begin().await?;
        let admins = admins::lock(&mut tx).await?;
        let sql = "delete from project where id = $1 returning name";
        let query = db::query(sql).bind(id.as_str());
        let gone = tx.scalar_optional::<String>(query).await?;
        let name = found(gone, "project", id)?;
        admins::keep_one(&mut tx, admins).await?;
        let event = about_project(self.principal, AuditAction::ProjectDelete, id, &name);
        tx.record_audit_event(&event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Only who does not work in that project goes on: they would shut themselves out.
    fn elsewhere(&self, id: &ProjectId, action: &'static str) -> Result<()> {
        if self.principal.project.as_ref() == Some(id) {
            let what = "project";
            return Err(Error::OwnPlace { action, what });
        }
        Ok(())
    }
}

/// The name that a project has after `change`, if it can be changed so.
fn new_name<'a>(have: &'a Project, change: &'a Change) -> Result<&'a str> {
    if change
        .domain_id
        .as_ref()
        .is_some_and(|domain| *domain != have.domain_id)
    {
        return Err(model::Invalid::new("project.domain_id", "cannot be changed").into());
    }
    let name = change.name.as_deref().unwrap_or(&have.name);
    checked_name("project.name", name, 64)
}

fn difference(before: &Project, after: &Project) -> Option<String> {
    Difference::default()
        .extra(&before.extra, &after.extra)
        .field("name", &before.name, &after.name)
        .field("description", &before.description, &after.description)
        .field("enabled", before.enabled, after.enabled)
        .details()
}

fn taken(name: &str) -> Error {
    Error::Taken {
        what: "project",
        name: name.to_owned(),
    }
}
