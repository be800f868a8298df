use db::Db;
use identity::Identity;
use model::{Caller, Password, ProjectId, Role, Roles, UserId};

/// Users and projects in a database.
#[derive(Clone, Debug)]
pub struct Fixtures {
    pub identity: Identity,
}

/// Somebody with a project, who can be asked who they are and can sign in.
#[derive(Clone, Debug)]
pub struct Person {
    pub caller: Caller,
    pub password: Password,
}

impl Fixtures {
    /// A world with the domain `Default` and nobody in it.
    ///
    /// # Panics
    /// Where the database fails.
    pub async fn new(db: Db) -> Self {
        let identity = Identity::new(db).with_cheap_passwords();
        identity.ensure_domain().await.expect("a domain");
        Self { identity }
    }

    /// A new user, member of a new project of their own.
    pub async fn member(&self, name: &str) -> Person {
        let project = self.project(&format!("{name}s-project")).await;
        self.user(name, &project, Role::Member).await
    }

    /// A new project.
    ///
    /// # Panics
    /// Where the name is taken.
    pub async fn project(&self, name: &str) -> (ProjectId, String) {
        (
            self.identity
                .add_project(name)
                .await
                .expect("a new project"),
            name.to_owned(),
        )
    }

    /// A new user with a role in a project. The password is the name, doubled.
    ///
    /// # Panics
    /// Where the name is taken.
    pub async fn user(
        &self,
        name: &str,
        (project, project_name): &(ProjectId, String),
        role: Role,
    ) -> Person {
        let password = Password::new(format!("{name}-{name}")).expect("short enough");
        let user = self
            .identity
            .add_user(name, &password)
            .await
            .expect("a new user");
        self.identity
            .assign(&user, project, role)
            .await
            .expect("a role");
        Person {
            caller: caller(user, name, project.clone(), project_name, role),
            password,
        }
    }
}

fn caller(user: UserId, name: &str, project: ProjectId, project_name: &str, role: Role) -> Caller {
    Caller {
        user,
        user_name: name.to_owned(),
        project,
        project_name: project_name.to_owned(),
        domain: model::DomainId::default_domain(),
        roles: Roles::from_iter([role]),
        origin: model::Origin::default(),
    }
}
