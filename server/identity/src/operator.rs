//! What an operator does about users from a shell, and at the first start.

use model::{Actor, AuditAction, Password, UserId};
use sqlx::FromRow;

use crate::{
    Error, Identity, Result, activity::about, hash_slots::Line, records::found, users::Domain,
};

/// A user as an operator lists them.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ListedUser {
    pub name: String,
    pub domain: String,
    pub enabled: bool,
    /// One role; a user with two is two rows.
    pub role: Option<String>,
    /// The project of the role; none for a role in a domain or the system.
    pub project: Option<String>,
}

impl Identity {
    /// Every user with every role, by name.
    pub async fn list_users(&self) -> Result<Vec<ListedUser>> {
        let sql = "
            select users.name, domain.name as domain, (users.enabled and domain.enabled) as enabled, role_grant.role,
                project.name as project
            from users
                join domain on domain.id = users.domain_id
                left join role_grant on role_grant.user_id = users.id
                left join project on role_grant.scope = 'project' and project.id = role_grant.target
            order by users.name, users.id, project.name, role_grant.role";
        Ok(self.db.fetch_all(db::query(sql)).await?)
    }

    /// The user of that name in the domain of that name, enabled or not.
    pub async fn user_called(&self, name: &str, domain: &str) -> Result<UserId> {
        let account = self.account_by_name(name, Domain::Name(domain)).await?;
        found(account, "user", name).map(|found| found.user.id)
    }

    /// Gives a user a new password, on the operator's behalf, without a caller. Their tokens and sessions end.
    pub async fn set_password(&self, user: &UserId, password: &Password) -> Result<()> {
        let account = found(self.account(user).await?, "user", user)?;
        let name = account.user.name;
        self.password_rules.check("password", password, &name)?;
        let hash = self.passwords.hash(password, &Line::own()).await?;
        let sql = "update users set password_hash = $2, generation = generation + 1 where id = $1";
        let mut tx = self.db.begin().await?;
        let query = db::query(sql).bind(user.as_str()).bind(&hash);
        tx.execute(query).await?;
        let event = about(Actor::default(), AuditAction::UserPassword, user, &name);
        tx.record_audit_event(&event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether there is any user: if not, the first start is still to come.
    pub async fn has_users(&self) -> Result<bool> {
        let sql = "select count(*) from users";
        let users = self.db.scalar::<i64>(db::query(sql)).await?;
        Ok(users > 0)
    }

    /// How often the password of the user `admin` was changed, or they were disabled; `None` if there is none.
    pub async fn admin_generation(&self) -> Result<Option<i64>> {
        let account = self
            .account_by_name("admin", Domain::Name("Default"))
            .await?;
        Ok(account.map(|found| found.user.generation))
    }

    /// Whether `password` is still that of the user `admin`.
    pub async fn is_admins(&self, password: &Password) -> Result<bool> {
        let account = self
            .account_by_name("admin", Domain::Name("Default"))
            .await?;
        let hash = account
            .as_ref()
            .and_then(|found| found.user.password_hash());
        match self
            .passwords
            .verify(password, hash, &Line::own(), || Ok(()), |_| ())
            .await
        {
            // Asked again later.
            Err(Error::Busy { .. }) => Ok(true),
            verified => verified,
        }
    }
}
