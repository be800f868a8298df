use model::{AuditAction, AuditEvent, Password, ProjectId, UserId};

use super::Directory;
use crate::{
    Error, Result,
    activity::{Difference, about},
    records::{Domain, Project},
    refusals::SignInMethod,
};

impl Directory<'_> {
    /// The projects in which `user` has a role. Everybody may ask that of themselves.
    pub async fn projects_of(&self, user: &UserId) -> Result<Vec<Project>> {
        self.self_or_reader(user, "identity:list_user_projects")?;
        let sql = "
            select project.id, project.domain_id, project.name, project.description, project.enabled, project.extra
            from project join domain on domain.id = project.domain_id
            where project.id in (select project_id from assignment where user_id = $1)
                and project.enabled and domain.enabled
            order by project.name, project.id";
        let query = db::query(sql).bind(user.as_str());
        Ok(self.identity.db.fetch_all(query).await?)
    }

    /// The projects in which who asks has a role.
    pub async fn own_projects(&self) -> Result<Vec<Project>> {
        self.projects_of(&self.principal.user).await
    }

    /// The domains in which who asks has a role.
    pub async fn own_domains(&self) -> Result<Vec<Domain>> {
        let sql = "
            select id, name, description, enabled, extra from domain
            where id in (select domain_id from domain_assignment where user_id = $1) and enabled
            order by name, id";
        let query = db::query(sql).bind(self.principal.user.as_str());
        Ok(self.identity.db.fetch_all(query).await?)
    }

    /// Whether who asks has a role in the whole system.
    pub async fn own_system(&self) -> Result<bool> {
        let sql = "select count(*) from system_assignment where user_id = $1";
        let query = db::query(sql).bind(self.principal.user.as_str());
        let roles: i64 = self.identity.db.scalar(query).await?;
        Ok(roles > 0)
    }

    /// The project in which who asks begins, if they chose one.
    pub async fn own_default_project(&self) -> Result<Option<ProjectId>> {
        let sql = "select default_project_id from users where id = $1";
        let query = db::query(sql).bind(self.principal.user.as_str());
        let found = self
            .identity
            .db
            .scalar_optional::<Option<String>>(query)
            .await?;
        Ok(found.flatten().map(ProjectId::try_from).transpose()?)
    }

    /// Has who asks begin in that project of theirs, or in any.
    pub async fn set_own_default_project(&self, project: Option<&ProjectId>) -> Result<()> {
        if let Some(project) = project {
            let own = self.identity.projects_of(&self.principal.user).await?;
            if !own.iter().any(|have| have.id == *project) {
                return Err(Error::NoProject(project.to_string()));
            }
        }
        let user = &self.principal.user;
        let mut tx = self.identity.db.begin().await?;
        // Held by being written as it is: nobody else changes it meanwhile.
        let sql =
            "update users set enabled = enabled where id = $1 returning name, default_project_id";
        let query = db::query(sql).bind(user.as_str());
        let have = tx.fetch_optional::<(String, Option<String>)>(query).await?;
        let Some((name, before)) = have else {
            return Ok(());
        };
        let after = project.map(ProjectId::as_str);
        let difference =
            Difference::default().field("default_project_id", before.as_deref(), after);
        if let Some(details) = difference.details() {
            let sql = "update users set default_project_id = $2 where id = $1";
            let query = db::query(sql).bind(user.as_str()).bind(after);
            tx.execute(query).await?;
            let event = about(self.principal, AuditAction::UserUpdate, user, &name);
            tx.record_audit_event(&AuditEvent { details, ..event })
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Gives who asks a new password, against the old one. Their tokens and sessions end, this one too.
    pub async fn change_password(
        &self,
        user: &UserId,
        old: &Password,
        new: &Password,
    ) -> Result<()> {
        if self.principal.user != *user {
            return Err(Error::Forbidden("identity:change_password"));
        }
        self.unrestricted("identity:change_password")?;
        let found = self.identity.account(user).await?;
        // Before the old one is looked at: a new one that is refused tells nothing of it.
        if let Some(found) = &found {
            let rules = self.identity.password_rules;
            rules.check("user.password", new, &found.user.name)?;
        }
        let (key, origin) = (user.to_string(), &self.principal.origin);
        let row = self
            .identity
            .authenticate(found, key, old, SignInMethod::PasswordChange, origin)
            .await?;
        let passwords = &self.identity.passwords;
        let hash = passwords.hash(new, &self.line()).await?;
        // Against the hash that was checked: of two changes at once one fails.
        let sql = "
            update users set password_hash = $2, generation = generation + 1
            where id = $1 and generation = $3";
        let mut tx = self.identity.db.begin().await?;
        let query = db::query(sql)
            .bind(user.as_str())
            .bind(&hash)
            .bind(row.generation);
        let done = tx.execute(query).await?;
        if done == 0 {
            return Err(Error::WrongCredentials);
        }
        let event = about(self.principal, AuditAction::UserPassword, user, &row.name);
        tx.record_audit_event(&event).await?;
        tx.commit().await?;
        Ok(())
    }
}
