use model::{Caller, DomainId, ProjectId, Roles, UserId};

use crate::{
    Error, Identity, Result, Target,
    login::{EntityRef, Scope, VerifiedUser},
};

/// What a token is good for, and as what.
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "one is made for a request, and not kept"
)]
pub enum TokenScope {
    Nothing,
    Project(Caller),
    Domain {
        id: DomainId,
        name: String,
        roles: Roles,
    },
    System {
        roles: Roles,
    },
}

impl Identity {
    /// What is to be had of `wanted`; `None` for nothing in particular.
    ///
    /// Keystone says 401 for what one has no role in, and the same for what does not exist.
    pub(crate) async fn target(
        &self,
        proven: &VerifiedUser,
        wanted: &Scope,
    ) -> Result<Option<Target>> {
        let user = &proven.user.id;
        if let Some(credential) = &proven.credential {
            // A credential is for one project, whatever it is asked for.
            return match wanted {
                Scope::Usual => Ok(Some(Target::Project(credential.project.clone()))),
                Scope::Project {
                    project: EntityRef::Id(id),
                    ..
                } if *id == credential.project.as_str() => {
                    Ok(Some(Target::Project(credential.project.clone())))
                }
                _ => Err(Error::ScopeRefused),
            };
        }
        let target = match wanted {
            Scope::Unscoped => return Ok(None),
            Scope::Usual => {
                return self
                    .default_project(user, proven.user.default_project_id.as_deref())
                    .await;
            }
            Scope::Project { project, domain } => {
                Target::Project(self.project_for(user, project, domain.as_ref()).await?)
            }
            Scope::Domain(domain) => {
                Target::Domain(self.domain_for(domain).await?.ok_or(Error::ScopeRefused)?)
            }
            Scope::System => Target::System,
        };
        if !matches!(target, Target::Project(_)) && self.granted(user, &target).await?.is_empty() {
            return Err(Error::ScopeRefused);
        }
        Ok(Some(target))
    }

    /// The names of the roles that `user` was given in `target`.
    pub(crate) async fn granted(&self, user: &UserId, target: &Target) -> Result<Vec<String>> {
        let sql = "select role from role_grant where user_id = $1 and scope = $2 and target = $3 order by role";
        let (scope, id) = target.columns();
        let query = db::query(sql).bind(user.as_str()).bind(scope).bind(id);
        Ok(self.db.scalars(query).await?)
    }

    async fn default_project(
        &self,
        user: &UserId,
        project: Option<&str>,
    ) -> Result<Option<Target>> {
        // A name that is no id is no project's.
        let Some(project) = project.and_then(|id| id.parse().ok()) else {
            return Ok(None);
        };
        let found = self.project_of(user, &project).await?;
        Ok(found.map(|project| Target::Project(project.id)))
    }

    async fn project_for(
        &self,
        user: &UserId,
        project: &EntityRef,
        domain: Option<&EntityRef>,
    ) -> Result<ProjectId> {
        let usual = EntityRef::Id(DomainId::default_domain().to_string());
        let domain = match project {
            EntityRef::Id(_) => None,
            EntityRef::Name(_) => self.domain_for(domain.unwrap_or(&usual)).await?,
        };
        let own = self.projects_of(user).await?;
        let found = own.into_iter().find(|have| match project {
            EntityRef::Id(id) => have.id.as_str() == id,
            EntityRef::Name(name) => have.name == *name && Some(&have.domain) == domain.as_ref(),
        });
        found.map(|project| project.id).ok_or(Error::ScopeRefused)
    }

    async fn domain_for(&self, domain: &EntityRef) -> Result<Option<DomainId>> {
        let sql = "select id from domain where (id = $1 or name = $2) and enabled";
        let (id, name) = domain.domain().columns();
        let query = db::query(sql).bind(id).bind(name);
        let found = self.db.scalar_optional::<String>(query).await?;
        Ok(found.map(DomainId::try_from).transpose()?)
    }

    /// A domain's name, if it is open.
    pub(crate) async fn domain_name(&self, id: &DomainId) -> Result<Option<String>> {
        let sql = "select name from domain where id = $1 and enabled";
        let query = db::query(sql).bind(id.as_str());
        Ok(self.db.scalar_optional(query).await?)
    }
}
