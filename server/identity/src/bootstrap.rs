use db::Tx;
use model::{Actor, AuditAction, DomainId, Password, ProjectId, Role, UserId, now};

use crate::{
    Identity, Result, Secret, Target,
    activity::{about, about_project, about_role},
    hash_slots::Line,
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
        let query = db::query(sql).bind(domain().as_str());
        self.db.execute(query).await?;
        Ok(())
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
        let hash = self.passwords.hash(&password, &Line::own()).await?;
        let mut tx = self.db.begin().await?;
        // Of two nodes that start at once one waits here for the other: this row lock is held until the commit, and
        // what is read after it (READ COMMITTED) is what the other has committed. On SQLite the transaction itself
        // holds the only write lock.
        let sql = "update domain set enabled = enabled where id = $1";
        tx.execute(db::query(sql).bind(domain().as_str())).await?;
        let half_made = tx.scalar_optional::<String>(half_made()).await?;
        let users = tx.scalar::<i64>(db::query(USERS)).await?;
        if users > 0 && half_made.is_none() {
            return Ok(None);
        }
        if let Some(secret) = &made_up {
            hand_over(secret)?;
        }
        let project = ensure_project(&mut tx).await?;
        let user = match half_made {
            Some(id) => {
                set_hash(&mut tx, &id, &hash).await?;
                UserId::try_from(id)?
            }
            None => add_admin(&mut tx, &hash).await?,
        };
        assign_roles(&mut tx, &user, &project).await?;
        tx.commit().await?;
        Ok(Some(FirstStart { made_up }))
    }

    /// Whether there is a user, and not one that a first start made half.
    async fn first_start_is_done(&self) -> Result<bool> {
        let half_made = self.db.scalar_optional::<String>(half_made()).await?;
        let users = self.db.scalar::<i64>(db::query(USERS)).await?;
        Ok(users > 0 && half_made.is_none())
    }
}

fn domain() -> DomainId {
    DomainId::default_domain()
}

fn half_made() -> db::Query {
    db::query(HALF_MADE).bind(domain().as_str())
}

/// The first project. One without users is what older releases left where they were cut off.
async fn ensure_project(tx: &mut Tx) -> Result<ProjectId> {
    let sql = "
        insert into project (id, domain_id, name, created_at) values ($1, $2, $3, $4)
        on conflict (domain_id, name) do nothing";
    let project = ProjectId::new();
    let query = db::query(sql)
        .bind(project.as_str())
        .bind(domain().as_str())
        .bind(ADMIN)
        .bind(now());
    if tx.execute(query).await? > 0 {
        let (actor, action) = (Actor::default(), AuditAction::ProjectCreate);
        tx.record_audit_event(&about_project(actor, action, &project, ADMIN))
            .await?;
    }
    let sql = "select id from project where domain_id = $1 and name = $2";
    let query = db::query(sql).bind(domain().as_str()).bind(ADMIN);
    Ok(ProjectId::try_from(tx.scalar::<String>(query).await?)?)
}

async fn set_hash(tx: &mut Tx, user: &str, hash: &str) -> Result<()> {
    let sql = "update users set password_hash = $2, generation = generation + 1 where id = $1";
    tx.execute(db::query(sql).bind(user).bind(hash)).await?;
    Ok(())
}

async fn add_admin(tx: &mut Tx, hash: &str) -> Result<UserId> {
    let id = UserId::new();
    let sql = "
        insert into users (id, domain_id, name, password_hash, created_at) values ($1, $2, $3, $4, $5)";
    let query = db::query(sql)
        .bind(id.as_str())
        .bind(domain().as_str())
        .bind(ADMIN)
        .bind(hash)
        .bind(now());
    tx.execute(query).await?;
    let event = about(Actor::default(), AuditAction::UserCreate, &id, ADMIN);
    tx.record_audit_event(&event).await?;
    Ok(id)
}

/// Every role in the project, and `admin` in the system.
async fn assign_roles(tx: &mut Tx, user: &UserId, project: &ProjectId) -> Result<()> {
    let in_project = ROLES.map(|role| (Target::Project(project.clone()), role));
    let in_system = [(Target::System, Role::Admin)];
    for (target, role) in in_project.into_iter().chain(in_system) {
        let role = role.as_str();
        tx.execute(target.grant(user, role)).await?;
        let (actor, action) = (Actor::default(), AuditAction::RoleAssign);
        tx.record_audit_event(&about_role(actor, action, (user, ADMIN), role, &target))
            .await?;
    }
    Ok(())
}
