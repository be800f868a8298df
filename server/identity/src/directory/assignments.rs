use db::{Query, Tx};
use model::{AuditAction, AuditEvent, DomainId, ProjectId, RoleId, UserId};

use super::Directory;
use crate::{
    Error, Result,
    activity::{about, about_role},
    admins,
    records::{Assignment, Role, found},
};

/// In what somebody has a role.
#[derive(Clone, Debug)]
pub enum Target {
    Project(ProjectId),
    Domain(DomainId),
    System,
}

impl Target {
    /// How the database names it.
    pub(crate) fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::Project(id) => ("project", id.as_str()),
            Self::Domain(id) => ("domain", id.as_str()),
            Self::System => ("system", "all"),
        }
    }

    /// The one that the database names so.
    pub(super) fn of(scope: &str, id: String) -> Result<Self> {
        Ok(match scope {
            "project" => Self::Project(id.try_into()?),
            "domain" => Self::Domain(id.try_into()?),
            _ => Self::System,
        })
    }

    /// Where the database keeps who has a role in it.
    fn table(&self) -> (&'static str, &'static str) {
        match self {
            Self::Project(_) => ("assignment", "project_id"),
            Self::Domain(_) => ("domain_assignment", "domain_id"),
            Self::System => ("system_assignment", "system"),
        }
    }

    /// Gives `user` the role of that name in this. Giving it again changes no row.
    pub(crate) fn grant(&self, user: &UserId, role: &str) -> Query {
        let ((table, column), (_, id)) = (self.table(), self.columns());
        let sql = format!(
            "insert into {table} (user_id, {column}, role) values ($1, $2, $3) on conflict do nothing"
        );
        db::query(sqlx::AssertSqlSafe(sql))
            .bind(user.as_str())
            .bind(id)
            .bind(role)
    }
}

/// Which assignments are wanted.
#[derive(Clone, Debug, Default)]
pub struct AssignmentFilter {
    pub user: Option<String>,
    pub role: Option<String>,
    pub target: Option<Target>,
    /// Whether those that others imply are wanted too.
    pub effective: bool,
}

impl Directory<'_> {
    /// The assignments that match, as they were given or with what they imply.
    pub async fn assignments(&self, filter: &AssignmentFilter) -> Result<Vec<Assignment>> {
        self.reader("identity:list_role_assignments")?;
        let sql = "
            select role_grant.scope, role_grant.target, role_grant.user_id, users.name as user_name,
                users.domain_id as user_domain_id, user_domain.name as user_domain_name,
                role.id as role_id, role.name as role_name, coalesce(project.name, domain.name) as target_name,
                project.domain_id as target_domain_id, project_domain.name as target_domain_name
            from role_grant
                join role on role.name = role_grant.role
                join users on users.id = role_grant.user_id
                join domain user_domain on user_domain.id = users.domain_id
                left join project on role_grant.scope = 'project' and project.id = role_grant.target
                left join domain project_domain on project_domain.id = project.domain_id
                left join domain on role_grant.scope = 'domain' and domain.id = role_grant.target
            where (cast($1 as text) is null or role_grant.user_id = $1)
                and (cast($2 as text) is null or role.id = $2)
                and (cast($3 as text) is null or (role_grant.scope = $3 and role_grant.target = $4))
            order by users.name, users.id, role_grant.scope, role_grant.target, role.name";
        let target = filter.target.as_ref().map(Target::columns);
        let query = db::query(sql)
            .bind(filter.user.as_deref())
            .bind(filter.role.as_deref())
            .bind(target.map(|(scope, _)| scope))
            .bind(target.map(|(_, id)| id));
        let mut found = self.identity.db.fetch_all::<Assignment>(query).await?;
        if filter.effective {
            add_implied(&mut found, &self.all_roles().await?);
        }
        Ok(found)
    }

    /// The roles that `user` was given in `target`.
    pub async fn roles_in(&self, target: &Target, user: &UserId) -> Result<Vec<Role>> {
        self.reader("identity:list_grants")?;
        self.there(target, user).await?;
        let sql = "
            select role.id, role.name, role.description, role.fixed
            from role_grant join role on role.name = role_grant.role
            where role_grant.user_id = $1 and role_grant.scope = $2 and role_grant.target = $3
            order by role.name";
        let (scope, id) = target.columns();
        let query = db::query(sql).bind(user.as_str()).bind(scope).bind(id);
        Ok(self.identity.db.fetch_all(query).await?)
    }

    /// Whether `user` was given that role in `target`: an error where not.
    pub async fn has_role(&self, target: &Target, user: &UserId, role: &RoleId) -> Result<()> {
        self.reader("identity:check_grant")?;
        let roles = self.roles_in(target, user).await?;
        found(
            roles.into_iter().find(|have| have.id == *role),
            "such assignment of role",
            role,
        )
        .map(drop)
    }

    /// Gives `user` the role in `target`. Giving it again changes nothing.
    pub async fn assign(&self, target: &Target, user: &UserId, role: &RoleId) -> Result<()> {
        self.admin("identity:create_grant")?;
        // What it gave would stay when the credential is gone.
        self.unrestricted("identity:create_grant")?;
        let role = self.role(role).await?;
        self.there(target, user).await?;
        self.identity
            .give(self.principal, target, user, &role.name)
            .await
    }

    /// Takes the role away. Tokens and credentials that rest on it end for good.
    pub async fn revoke(&self, target: &Target, user: &UserId, role: &RoleId) -> Result<()> {
        self.admin("identity:revoke_grant")?;
        let given = self.role(role).await?.name;
        let is_admin = given.eq_ignore_ascii_case(model::Role::Admin.as_str());
        if is_admin && self.principal.user == *user && self.acts_in(target) {
            return Err(Error::OwnRole);
        }
        let (table, column) = target.table();
        let (_, id) = target.columns();
        let mut tx = self.identity.db.begin().await?;
        let admins = admins::lock_if(&mut tx, is_admin).await?;
        let sql = format!(
            "delete from {table} where user_id = $1 and {column} = $2 and role = $3
             returning (select name from users where id = $1)"
        );
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(user.as_str())
            .bind(id)
            .bind(&given);
        let gone = tx.scalar_optional::<String>(query).await?;
        let name = found(gone, "such assignment of role", role)?;
        admins::keep_one(&mut tx, admins).await?;
        let whom = (user, name.as_str());
        let event = about_role(
            self.principal,
            AuditAction::RoleRevoke,
            whom,
            &given,
            target,
        );
        tx.record_audit_event(&event).await?;
        self.end_what_rests_on(&mut tx, target, user).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends the tokens of `user` in `target`, and their application credentials there.
    pub(super) async fn end_what_rests_on(
        &self,
        tx: &mut Tx,
        target: &Target,
        user: &UserId,
    ) -> Result<()> {
        let ends = match target {
            Target::Project(_) => "delete from token where user_id = $1 and project_id = $2",
            Target::Domain(_) => "delete from token where user_id = $1 and domain_id = $2",
            Target::System => "delete from token where user_id = $1 and system_wide and $2 = 'all'",
        };
        let (_, id) = target.columns();
        let query = db::query(ends).bind(user.as_str()).bind(id);
        tx.execute(query).await?;
        if let Target::Project(project) = target {
            self.delete_credentials_in(tx, project, user).await?;
        }
        Ok(())
    }

    /// Ends the application credentials of `user` in that project.
    async fn delete_credentials_in(
        &self,
        tx: &mut Tx,
        project: &ProjectId,
        user: &UserId,
    ) -> Result<()> {
        let sql = "
            delete from application_credential where user_id = $1 and project_id = $2 returning id, name";
        let query = db::query(sql).bind(user.as_str()).bind(project.as_str());
        let credentials = tx.fetch_all::<(String, String)>(query).await?;
        for (id, name) in credentials {
            let event = about(self.principal, AuditAction::CredentialDelete, &id, &name);
            let owner = Some(project.clone());
            tx.record_audit_event(&AuditEvent { owner, ..event })
                .await?;
        }
        Ok(())
    }

    /// Whether who asks does so with a role in `target`.
    fn acts_in(&self, target: &Target) -> bool {
        match target {
            Target::Project(id) => self.principal.project.as_ref() == Some(id),
            Target::System => self.principal.system,
            // Those who ask for a domain do so for neither of the others.
            Target::Domain(_) => self.principal.project.is_none() && !self.principal.system,
        }
    }

    /// User and target exist.
    async fn there(&self, target: &Target, user: &UserId) -> Result<()> {
        self.user(user).await?;
        self.target_there(target).await
    }

    /// The target exists.
    pub(super) async fn target_there(&self, target: &Target) -> Result<()> {
        match target {
            Target::Project(id) => self.project(id).await.map(drop),
            Target::Domain(id) => self.domain(id).await.map(drop),
            Target::System => Ok(()),
        }
    }
}

fn add_implied(found: &mut Vec<Assignment>, roles: &[Role]) {
    for given in found.clone() {
        let implied = given
            .role_name
            .parse()
            .map(model::Role::implied)
            .unwrap_or_default();
        let named = roles
            .iter()
            .filter(|role| implied.iter().any(|name| name.as_str() == role.name));
        for role in named {
            let is_there = found.iter().any(|have| {
                (&have.user_id, &have.scope, &have.target, &have.role_id)
                    == (&given.user_id, &given.scope, &given.target, &role.id)
            });
            if !is_there {
                let (role_id, role_name) = (role.id.clone(), role.name.clone());
                found.push(Assignment {
                    role_id,
                    role_name,
                    ..given.clone()
                });
            }
        }
    }
}
