use model::{DomainId, Project, ProjectId, Roles, UserId};
use sqlx::FromRow;

/// A user with what is needed to let them in.
#[derive(Clone, Debug, FromRow)]
pub struct UserRow {
    pub id: UserId,
    pub name: String,
    pub domain_id: DomainId,
    pub domain_name: String,
    pub password_hash: String,
    pub default_project_id: Option<String>,
    /// Tokens and sessions of an older one have ended.
    pub generation: i64,
}

/// The same, also of a disabled one.
#[derive(Clone, Debug, FromRow)]
pub struct AccountRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    /// Whether the user and their domain are enabled.
    pub enabled: bool,
}

impl UserRow {
    /// The hash of their password, if they have one.
    pub fn password_hash(&self) -> Option<&str> {
        Some(self.password_hash.as_str()).filter(|hash| !hash.is_empty())
    }
}

/// One role of a user in a project. A project with two roles is two rows.
#[derive(Debug, FromRow)]
pub struct AssignmentRow {
    pub project_id: ProjectId,
    pub project_name: String,
    pub domain_id: DomainId,
    pub role: String,
}

/// Joins rows that are in the order of their projects.
pub fn projects(rows: Vec<AssignmentRow>) -> Vec<Project> {
    let mut projects: Vec<Project> = Vec::new();
    for row in rows {
        match projects.last_mut() {
            Some(last) if last.id == row.project_id => {
                last.roles.add(row.role);
            }
            _ => projects.push(Project {
                id: row.project_id,
                name: row.project_name,
                domain: row.domain_id,
                roles: Roles::from_iter([row.role]),
            }),
        }
    }
    projects
}
