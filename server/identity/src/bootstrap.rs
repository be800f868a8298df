use db::{AuditLog, with_db, with_tx};
use model::{Actor, AuditAction, DomainId, Password, ProjectId, Role, UserId, now};

use crate::{
    Error, Identity, Result, Secret, Target,
    activity::{about, about_project, about_role},
};

/// The name of the first project and of the first user.
const ADMIN: &str = "admin";
/// The roles of the first user in the first project.
const ROLES: [Role; 3] = [Role::Admin, Role::Member, Role::Reader];

const USERS: &str = "select count(*) from users";
/// The user that an older release left without a role where its first start was cut off, and whose password nobody was
/// told: the only user, who never did anything.
const HALF_MADE: &str = "
    select id from users
    where domain_id = $1 and name = 'admin' and (select count(*) from users) = 1
        and not exists (select 1 from role_grant where role_grant.user_id = users.id)
        and not exists (select 1 from activity where actor_id <> '')";

/// What the first start made.
#[derive(Debug)]
pub struct FirstStart {
    /// The admin's password, where it was made up: to be shown once.
    pub made_up: Option<Secret>,
}

impl Identity {
    /// Makes the domain `Default` if it is not there.
    pub async fn ensure_domain(&self) -> Result<()> {
        let sql = "insert into domain (id, name) values ($1, 'Default') on conflict do nothing";
        Ok(with_db!(self.db, |pool, Any| {
            sqlx::query(sql)
                .bind(DomainId::default_domain().as_str())
                .execute(pool)
                .await
                .map(drop)
        })?)
    }

    /// On an empty database: the domain `Default`, the project `admin` and the user `admin` with every role in it.
    ///
    /// `None` where a user is there already.
    pub async fn bootstrap(&self, password: Option<Password>) -> Result<Option<FirstStart>> {
        self.bootstrap_and(password, |_| Ok(())).await
    }

    /// The same. `hand_over` gets a password that was made up before the user exists: if it fails, or the process ends
    /// in between, there is no user whose password nobody knows, and the next start begins anew.
    pub async fn bootstrap_and(
        &self,
        password: Option<Password>,
        hand_over: impl FnOnce(&Secret) -> Result<()> + Send,
    ) -> Result<Option<FirstStart>> {
        self.ensure_domain().await?;
        if self.first_start_is_done().await? {
            return Ok(None);
        }
        let (password, made_up) = if let Some(password) = password {
            self.password_rules
                .check("admin_password", &password, "admin")?;
            (password, None)
        } else {
            let secret = Secret::new()?;
            (Password::new(secret.expose())?, Some(secret))
        };
        // Takes a core for a while, so it is not done while a lock is held.
        let hash = self.passwords.hash(&password, "").await?;
        let made = with_tx!(self.db, |tx, Any| {
            // Of two nodes that start at once one waits here for the other: this row lock is held until the commit, and
            // what is read after it (READ COMMITTED) is what the other has committed. On SQLite the transaction itself
            // holds the only write lock.
            let sql = "update domain set enabled = enabled where id = $1";
            sqlx::query(sql)
                .bind(DomainId::default_domain().as_str())
                .execute(&mut *tx)
                .await?;
            let (admin, domain) = (ADMIN, DomainId::default_domain());
            let half_made = sqlx::query_scalar::<Any, String>(HALF_MADE)
                .bind(domain.as_str())
                .fetch_optional(&mut *tx)
                .await?;
            let users = sqlx::query_scalar::<Any, i64>(USERS)
                .fetch_one(&mut *tx)
                .await?;
            if users > 0 && half_made.is_none() {
                return Ok(false);
            }
            if let Some(secret) = &made_up {
                hand_over(secret)?;
            }
            // A project without users is what older releases left where they were cut off.
            let sql = "
                insert into project (id, domain_id, name, created_at) values ($1, $2, $3, $4)
                on conflict (domain_id, name) do nothing";
            let project = ProjectId::new();
            let added = sqlx::query(sql)
                .bind(project.as_str())
                .bind(domain.as_str())
                .bind(admin)
                .bind(now())
                .execute(&mut *tx)
                .await?;
            if added.rows_affected() > 0 {
                let event = about_project(
                    Actor::default(),
                    AuditAction::ProjectCreate,
                    &project,
                    admin,
                );
                tx.record_audit_event(&event).await?;
            }
            let sql = "select id from project where domain_id = $1 and name = $2";
            let project = sqlx::query_scalar::<Any, String>(sql)
                .bind(domain.as_str())
                .bind(admin)
                .fetch_one(&mut *tx)
                .await?;
            let project = ProjectId::try_from(project)?;
            let user = if let Some(id) = half_made {
                let sql = "update users set password_hash = $2, generation = generation + 1 where id = $1";
                sqlx::query(sql)
                    .bind(&id)
                    .bind(&hash)
                    .execute(&mut *tx)
                    .await?;
                UserId::try_from(id)?
            } else {
                let (id, sql) = (UserId::new(), "
                    insert into users (id, domain_id, name, password_hash, created_at) values ($1, $2, $3, $4, $5)");
                sqlx::query(sql)
                    .bind(id.as_str())
                    .bind(domain.as_str())
                    .bind(admin)
                    .bind(&hash)
                    .bind(now())
                    .execute(&mut *tx)
                    .await?;
                tx.record_audit_event(&about(
                    Actor::default(),
                    AuditAction::UserCreate,
                    &id,
                    admin,
                ))
                .await?;
                id
            };
            let target = Target::Project(project.clone());
            for role in ROLES {
                let sql = "insert into assignment (user_id, project_id, role) values ($1, $2, $3)";
                sqlx::query(sql)
                    .bind(user.as_str())
                    .bind(project.as_str())
                    .bind(role.as_str())
                    .execute(&mut *tx)
                    .await?;
                let event = about_role(
                    Actor::default(),
                    AuditAction::RoleAssign,
                    (&user, admin),
                    role.as_str(),
                    &target,
                );
                tx.record_audit_event(&event).await?;
            }
            let (role, sql) = (
                Role::Admin.as_str(),
                "insert into system_assignment (user_id, role) values ($1, $2)",
            );
            sqlx::query(sql)
                .bind(user.as_str())
                .bind(role)
                .execute(&mut *tx)
                .await?;
            let event = about_role(
                Actor::default(),
                AuditAction::RoleAssign,
                (&user, admin),
                role,
                &Target::System,
            );
            tx.record_audit_event(&event).await?;
            Ok::<bool, Error>(true)
        })?;
        Ok(made.then_some(FirstStart { made_up }))
    }

    /// Whether there is a user, and not one that a first start made half.
    async fn first_start_is_done(&self) -> Result<bool> {
        with_db!(self.db, |pool, Any| {
            let half_made = sqlx::query_scalar::<Any, String>(HALF_MADE)
                .bind(DomainId::default_domain().as_str())
                .fetch_optional(pool)
                .await?;
            let users = sqlx::query_scalar::<Any, i64>(USERS)
                .fetch_one(pool)
                .await?;
            Ok(users > 0 && half_made.is_none())
        })
    }
}
