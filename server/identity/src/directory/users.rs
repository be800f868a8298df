use db::OnUnique;
use model::{AuditAction, AuditEvent, Password, RoleId, UserId, now};
use serde::Deserialize;

use super::{
    Change, Directory, Filter, Target,
    table::{self, changed_name, new_name, stays_in, taken},
};
use crate::{
    Error, Result,
    activity::{Difference, about, about_role},
    admins,
    records::{Extra, User},
};

/// What a client says of a user to be made or changed.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct UserChange {
    pub password: Option<Password>,
    pub default_project_id: Option<String>,
    #[serde(flatten)]
    pub change: Change,
}

impl UserChange {
    /// A user has no description of their own in our tables; Keystone shows it only if it is there.
    fn extra(&self, have: &Extra) -> Result<String> {
        let mut extra = self.change.extra.clone();
        if let Some(description) = &self.change.description {
            extra
                .0
                .insert("description".to_owned(), description.as_str().into());
        }
        have.changed(&extra)
    }
}

impl Directory<'_> {
    /// The users that match, by name. For those who may look at everything.
    pub async fn users(&self, filter: &Filter) -> Result<Vec<User>> {
        self.reader("identity:list_users")?;
        self.rows(filter).await
    }

    /// One user. Everybody may see themselves.
    pub async fn user(&self, id: &UserId) -> Result<User> {
        self.self_or_reader(id, "identity:get_user")?;
        self.row(id.as_str()).await
    }

    /// Makes a user. One without a password cannot sign in.
    pub async fn add_user(&self, new: &UserChange) -> Result<User> {
        self.add_user_with(new, None).await
    }

    /// Makes a user who has that role in `target` from the start: both, or neither.
    pub async fn add_user_in(
        &self,
        new: &UserChange,
        target: &Target,
        role: &RoleId,
    ) -> Result<User> {
        self.admin("identity:create_grant")?;
        self.unrestricted("identity:create_grant")?;
        let role = self.role(role).await?;
        self.target_there(target).await?;
        self.add_user_with(new, Some((target, &role.name))).await
    }

    async fn add_user_with(&self, new: &UserChange, role: Option<(&Target, &str)>) -> Result<User> {
        self.admin("identity:create_user")?;
        // With a password of its own it would stay when the credential is gone.
        if new.password.is_some() {
            self.unrestricted("identity:create_user")?;
        }
        let (id, change) = (UserId::new(), &new.change);
        let (name, domain) = (new_name::<User>(change)?, change.domain());
        self.domain_there(&domain).await?;
        let (hash, extra) = (
            self.hash(new.password.as_ref(), name).await?,
            new.extra(&Extra::default())?,
        );
        let sql = "
            insert into users (id, domain_id, name, password_hash, enabled, default_project_id, extra, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)";
        let mut tx = self.identity.db.begin().await?;
        let query = table::returning::<User>(sql)
            .bind(id.as_str())
            .bind(domain.as_str())
            .bind(name)
            .bind(hash.as_deref().unwrap_or_default())
            .bind(change.enabled.unwrap_or(true))
            .bind(new.default_project_id.as_deref())
            .bind(&extra)
            .bind(now());
        let made = tx
            .fetch_one(query)
            .await
            .on_unique(|| taken::<User>(name))?;
        tx.record_audit_event(&about(self.principal, AuditAction::UserCreate, &id, name))
            .await?;
        if let Some((target, role)) = role {
            tx.execute(target.grant(&id, role)).await?;
            let (actor, action) = (self.principal, AuditAction::RoleAssign);
            let event = about_role(actor, action, (&id, name), role, target);
            tx.record_audit_event(&event).await?;
        }
        tx.commit().await?;
        Ok(made)
    }

    /// Changes a user. A new password, or being disabled, ends their tokens and sessions for good.
    pub async fn change_user(&self, id: &UserId, new: &UserChange) -> Result<User> {
        self.admin("identity:update_user")?;
        // With a password of its own a credential would be as good as its maker.
        if new.password.is_some() {
            self.unrestricted("identity:update_user")?;
        }
        let (change, is_disabled) = (&new.change, new.change.enabled == Some(false));
        if is_disabled && self.principal.user == *id {
            return Err(Error::OwnAccount("disable"));
        }
        let have = self.user(id).await?;
        let called = change.name.as_deref().unwrap_or(&have.name);
        let hash = self.hash(new.password.as_ref(), called).await?;
        let ends = hash.is_some() || is_disabled;
        let sql = "
            update users set name = $2, password_hash = coalesce($3, password_hash), enabled = coalesce($4, enabled),
                default_project_id = coalesce($5, default_project_id), extra = $6, generation = generation + $7
            where id = $1";
        let mut tx = self.identity.db.begin().await?;
        let admins = admins::lock_if(&mut tx, is_disabled).await?;
        let have = table::hold::<User>(&mut tx, id.as_str()).await?;
        stays_in::<User>(&have.domain_id, change)?;
        let name = changed_name::<User>(&have.name, change)?;
        let query = table::returning::<User>(sql)
            .bind(id.as_str())
            .bind(name)
            .bind(hash.as_deref())
            .bind(change.enabled)
            .bind(new.default_project_id.as_deref())
            .bind(new.extra(&have.extra)?)
            .bind(i64::from(ends));
        let row = tx
            .fetch_one(query)
            .await
            .on_unique(|| taken::<User>(name))?;
        admins::keep_one(&mut tx, admins).await?;
        if let Some(details) = difference(&have, &row) {
            let event = about(self.principal, AuditAction::UserUpdate, id, name);
            tx.record_audit_event(&AuditEvent { details, ..event })
                .await?;
        }
        if hash.is_some() {
            tx.record_audit_event(&about(self.principal, AuditAction::UserPassword, id, name))
                .await?;
        }
        tx.commit().await?;
        Ok(row)
    }

    /// Deletes a user, with their roles, tokens and credentials.
    pub async fn delete_user(&self, id: &UserId) -> Result<()> {
        self.admin("identity:delete_user")?;
        if self.principal.user == *id {
            return Err(Error::OwnAccount("delete"));
        }
        let mut tx = self.identity.db.begin().await?;
        let admins = admins::lock(&mut tx).await?;
        let name = table::delete::<User>(&mut tx, id.as_str()).await?;
        admins::keep_one(&mut tx, admins).await?;
        let event = about(self.principal, AuditAction::UserDelete, id, &name);
        tx.record_audit_event(&event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The hash of a new password of the user called `name`.
    async fn hash(&self, password: Option<&Password>, name: &str) -> Result<Option<String>> {
        let Some(password) = password else {
            return Ok(None);
        };
        let rules = self.identity.password_rules;
        rules.check("user.password", password, name)?;
        let passwords = &self.identity.passwords;
        Ok(Some(passwords.hash(password, &self.line()).await?))
    }
}

fn difference(before: &User, after: &User) -> Option<String> {
    Difference::default()
        .extra(&before.extra, &after.extra)
        .field("name", &before.name, &after.name)
        .field("enabled", before.enabled, after.enabled)
        .field(
            "default_project_id",
            &before.default_project_id,
            &after.default_project_id,
        )
        .details()
}
