use db::OnUnique;
use model::{
    Actor, AuditAction, AuditEvent, DomainId, Invalid, Password, ProjectId, Role, UserId, now,
};

use crate::{
    Error, Identity, Result, Target,
    activity::{Difference, about, about_role},
    admins,
    hash_slots::Line,
    rows::{AccountRow, UserRow},
};

impl Identity {
    /// The user of that name, enabled or not.
    pub(crate) async fn account_by_name(
        &self,
        name: &str,
        domain: Domain<'_>,
    ) -> Result<Option<AccountRow>> {
        let sql = "
            select users.id, users.name, users.domain_id, domain.name as domain_name, users.password_hash,
                users.default_project_id, users.generation, (users.enabled and domain.enabled) as enabled
            from users join domain on domain.id = users.domain_id
            where users.name = $1 and (domain.id = $2 or domain.name = $3)";
        let (id, domain_name) = domain.columns();
        // PostgreSQL keeps no NUL, so nobody is called that.
        if [Some(name), id, domain_name]
            .into_iter()
            .flatten()
            .any(|text| text.contains('\0'))
        {
            return Ok(None);
        }
        let query = db::query(sql).bind(name).bind(id).bind(domain_name);
        Ok(self.db.fetch_optional(query).await?)
    }

    /// The id of the domain that is named so, if there is one.
    pub(crate) async fn domain_id(&self, domain: Domain<'_>) -> Result<Option<String>> {
        let (id, name) = domain.columns();
        // PostgreSQL keeps no NUL, so nothing is called that.
        if [id, name]
            .into_iter()
            .flatten()
            .any(|text| text.contains('\0'))
        {
            return Ok(None);
        }
        let sql = "select id from domain where id = $1 or name = $2";
        let query = db::query(sql).bind(id).bind(name);
        Ok(self.db.scalar_optional(query).await?)
    }

    /// The user of that id, enabled or not.
    pub(crate) async fn account(&self, id: &UserId) -> Result<Option<AccountRow>> {
        let sql = "
            select users.id, users.name, users.domain_id, domain.name as domain_name, users.password_hash,
                users.default_project_id, users.generation, (users.enabled and domain.enabled) as enabled
            from users join domain on domain.id = users.domain_id
            where users.id = $1";
        let query = db::query(sql).bind(id.as_str());
        Ok(self.db.fetch_optional(query).await?)
    }

    /// The user of that id, if they are still enabled.
    pub(crate) async fn user(&self, id: &UserId) -> Result<Option<UserRow>> {
        let account = self.account(id).await?;
        Ok(account
            .filter(|found| found.enabled)
            .map(|found| found.user))
    }

    /// Makes a user in the default domain, on the operator's behalf, without a caller. The password is not
    /// [checked](crate::PasswordRules::check) here: the first start and the command line do that, tests do not.
    pub async fn add_user(&self, name: &str, password: &Password) -> Result<UserId> {
        let name = checked_name("user name", name, 255)?;
        let (id, hash) = (
            UserId::new(),
            self.passwords.hash(password, &Line::own()).await?,
        );
        let sql = "insert into users (id, domain_id, name, password_hash, created_at) values ($1, $2, $3, $4, $5)";
        let mut tx = self.db.begin().await?;
        let query = db::query(sql)
            .bind(id.as_str())
            .bind(DomainId::default_domain().as_str())
            .bind(name)
            .bind(&hash)
            .bind(now());
        tx.execute(query).await.on_unique(|| Error::Taken {
            what: "user",
            name: name.to_owned(),
        })?;
        let event = about(Actor::default(), AuditAction::UserCreate, &id, name);
        tx.record_audit_event(&event).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Enables or disables a user, on the operator's behalf, without a caller. Their tokens and sessions end at once,
    /// and for good. The last admin is not disabled.
    pub async fn set_enabled(&self, user: &UserId, enabled: bool) -> Result<()> {
        let sql = "
            update users set enabled = $2, generation = generation + $3 where id = $1 and enabled <> $2 returning name";
        let mut tx = self.db.begin().await?;
        let admins = admins::lock(&mut tx).await?;
        let query = db::query(sql)
            .bind(user.as_str())
            .bind(enabled)
            .bind(i64::from(!enabled));
        let changed = tx.scalar_optional::<String>(query).await?;
        if let Some(name) = changed {
            admins::keep_one(&mut tx, admins).await?;
            let difference = Difference::default().field("enabled", !enabled, enabled);
            tx.record_audit_event(&AuditEvent {
                details: difference.details().unwrap_or_default(),
                ..about(Actor::default(), AuditAction::UserUpdate, user, &name)
            })
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Gives `user` the role in the project, on the operator's behalf. Giving it again changes nothing.
    pub async fn assign(&self, user: &UserId, project: &ProjectId, role: Role) -> Result<()> {
        let target = Target::Project(project.clone());
        self.give(Actor::default(), &target, user, role.as_str())
            .await
    }

    /// Gives `user` the role in the whole system, on the operator's behalf.
    pub async fn assign_system(&self, user: &UserId, role: Role) -> Result<()> {
        self.give(Actor::default(), &Target::System, user, role.as_str())
            .await
    }

    /// Gives `user` the role of that name in `target`. Giving it again changes nothing.
    pub(crate) async fn give(
        &self,
        actor: impl Into<Actor>,
        target: &Target,
        user: &UserId,
        role: &str,
    ) -> Result<()> {
        let mut tx = self.db.begin().await?;
        if tx.execute(target.grant(user, role)).await? > 0 {
            let sql = "select name from users where id = $1";
            let query = db::query(sql).bind(user.as_str());
            let name = tx.scalar::<String>(query).await?;
            let user = (user, name.as_str());
            tx.record_audit_event(&about_role(
                actor,
                AuditAction::RoleAssign,
                user,
                role,
                target,
            ))
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// How a client names a domain.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Domain<'a> {
    Id(&'a str),
    Name(&'a str),
}

impl<'a> Domain<'a> {
    /// The id and the name to compare with; the one that was not given matches nothing.
    pub(crate) fn columns(self) -> (Option<&'a str>, Option<&'a str>) {
        match self {
            Self::Id(id) => (Some(id), None),
            Self::Name(name) => (None, Some(name)),
        }
    }
}

pub(crate) fn checked_name<'a>(field: &str, name: &'a str, longest: usize) -> Result<&'a str> {
    let length = name.chars().count();
    if length == 0 || length > longest || name.contains('\0') {
        return Err(
            Invalid::new(field, format_args!("is not 1 to {longest} characters long")).into(),
        );
    }
    Ok(name)
}
