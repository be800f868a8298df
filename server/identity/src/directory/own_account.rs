use db::{AuditLog, with_db, with_tx};
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
        Ok(with_db!(self.identity.db, |pool, Any| sqlx::query_as::<
            Any,
            Project,
        >(sql)
        .bind(user.as_str())
        .fetch_all(pool)
        .await)?)
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
        Ok(with_db!(self.identity.db, |pool, Any| sqlx::query_as::<
            Any,
            Domain,
        >(sql)
        .bind(self.principal.user.as_str())
        .fetch_all(pool)
        .await)?)
    }

    /// Whether who asks has a role in the whole system.
    pub async fn own_system(&self) -> Result<bool> {
        let sql = "select count(*) from system_assignment where user_id = $1";
        let roles: i64 = with_db!(self.identity.db, |pool, Any| {
            sqlx::query_scalar::<Any, i64>(sql)
                .bind(self.principal.user.as_str())
                .fetch_one(pool)
                .await
        })?;
        Ok(roles > 0)
    }

    /// The project in which who asks begins, if they chose one.
    pub async fn own_default_project(&self) -> Result<Option<ProjectId>> {
        let sql = "select default_project_id from users where id = $1";
        let found = with_db!(self.identity.db, |pool, Any| {
            sqlx::query_scalar::<Any, Option<String>>(sql)
                .bind(self.principal.user.as_str())
                .fetch_optional(pool)
                .await
        })?;
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
        with_tx!(self.identity.db, |tx, Any| {
            // Held by being written as it is: nobody else changes it meanwhile.
            let sql = "update users set enabled = enabled where id = $1 returning name, default_project_id";
            let have = sqlx::query_as::<Any, (String, Option<String>)>(sql)
                .bind(user.as_str())
                .fetch_optional(&mut *tx)
                .await?;
            let Some((name, before)) = have else {
                return Ok(());
            };
            let after = project.map(ProjectId::as_str);
            let difference =
                Difference::default().field("default_project_id", before.as_deref(), after);
            if let Some(details) = difference.details() {
                let sql = "update users set default_project_id = $2 where id = $1";
                let update = sqlx::query(sql).bind(user.as_str()).bind(after);
                update.execute(&mut *tx).await?;
                let event = about(self.principal, AuditAction::UserUpdate, user, &name);
                tx.record_audit_event(&AuditEvent { details, ..event })
                    .await?;
            }
            Ok(())
        })
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
        let (typed, origin) = ([user.as_str()], &self.principal.origin);
        let row = self
            .identity
            .authenticate(found, &typed, old, SignInMethod::PasswordChange, origin)
            .await?;
        let passwords = &self.identity.passwords;
        let hash = passwords.hash(new, &origin.address).await?;
        // Against the hash that was checked: of two changes at once one fails.
        let sql = "
            update users set password_hash = $2, generation = generation + 1
            where id = $1 and generation = $3";
        with_tx!(self.identity.db, |tx, Any| {
            let done = sqlx::query(sql)
                .bind(user.as_str())
                .bind(&hash)
                .bind(row.generation)
                .execute(&mut *tx)
                .await?;
            if done.rows_affected() == 0 {
                return Err(Error::WrongCredentials);
            }
            let event = about(self.principal, AuditAction::UserPassword, user, &row.name);
            Ok(tx.record_audit_event(&event).await?)
        })
    }
}
