use model::{Caller, DomainId, Origin, Project, ProjectId, Role, Roles, UserId};

use crate::{Identity, Result, rows::UserRow};

impl Identity {
    /// `user` as who they are in `project`, now; `None` where they are nothing in it.
    pub(crate) async fn caller(
        &self,
        user: UserRow,
        project: &ProjectId,
    ) -> Result<Option<Caller>> {
        let project = self.project_of(&user.id, project).await?;
        Ok(project.map(|project| caller(user, project)))
    }

    /// The caller where no authentication is required: an admin of the project `admin`.
    pub fn dev_admin() -> Caller {
        let [user, project] = ["admin", "admin"].map(ToOwned::to_owned);
        Caller {
            user: "admin".parse().unwrap_or_else(|_| UserId::new()),
            user_name: user,
            project: "admin".parse().unwrap_or_else(|_| ProjectId::new()),
            project_name: project,
            domain: DomainId::default_domain(),
            roles: Roles::from_iter([Role::Admin, Role::Member, Role::Reader]),
            origin: Origin::default(),
        }
    }
}

pub(crate) fn caller(user: UserRow, project: Project) -> Caller {
    Caller {
        user: user.id,
        user_name: user.name,
        project: project.id,
        project_name: project.name,
        domain: project.domain,
        roles: project.roles,
        origin: Origin::default(),
    }
}
