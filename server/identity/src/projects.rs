use db::OnUnique;
use model::{Actor, AuditAction, DomainId, Project, ProjectId, UserId, now};

use crate::{
    Error, Identity, Result,
    activity::about_project,
    rows::{self, AssignmentRow},
    users::checked_name,
};

impl Identity {
    /// The projects in which `user` has a role, by name.
    pub async fn projects_of(&self, user: &UserId) -> Result<Vec<Project>> {
        if let Some(keystone) = &self.keystone {
            return keystone.projects_of(user).await;
        }
        let sql = "
            select project.id as project_id, project.name as project_name, project.domain_id, assignment.role
            from assignment join project on project.id = assignment.project_id
                join domain on domain.id = project.domain_id
            where assignment.user_id = $1 and project.enabled and domain.enabled
            order by project.name, project.id, assignment.role";
        let query = db::query(sql).bind(user.as_str());
        let found = self.db.fetch_all::<AssignmentRow>(query).await?;
        Ok(rows::projects(found))
    }

    /// That one of the projects in which `user` has a role: asked for alone, as each request does, whatever their number.
    pub async fn project_of(&self, user: &UserId, project: &ProjectId) -> Result<Option<Project>> {
        if let Some(keystone) = &self.keystone {
            let projects = keystone.projects_of(user).await?;
            return Ok(projects.into_iter().find(|have| have.id == *project));
        }
        let sql = "
            select project.id as project_id, project.name as project_name, project.domain_id, assignment.role
            from assignment join project on project.id = assignment.project_id
                join domain on domain.id = project.domain_id
            where assignment.user_id = $1 and assignment.project_id = $2 and project.enabled and domain.enabled
            order by assignment.role";
        let query = db::query(sql).bind(user.as_str()).bind(project.as_str());
        let found = self.db.fetch_all::<AssignmentRow>(query).await?;
        Ok(rows::projects(found).pop())
    }

    /// The enabled project of that id, or of that name where only one has it, and its name. An external identity is not
    /// asked.
    pub async fn project_called(&self, text: &str) -> Result<Option<(ProjectId, String)>> {
        let sql = "select id, name from project where enabled and (id = $1 or name = $1) limit 2";
        let query = db::query(sql).bind(text);
        let rows = self.db.fetch_all::<(String, String)>(query).await?;
        match <[_; 1]>::try_from(rows) {
            Ok([(id, name)]) => Ok(Some((ProjectId::try_from(id)?, name))),
            Err(_) => Ok(None),
        }
    }

    /// What the project of that id is called, be it enabled or not. An external identity is not asked.
    pub async fn project_name(&self, id: &ProjectId) -> Result<Option<String>> {
        let sql = "select name from project where id = $1";
        let query = db::query(sql).bind(id.as_str());
        Ok(self.db.scalar_optional(query).await?)
    }

    /// Makes a project in the default domain, on the operator's behalf, without a caller.
    pub async fn add_project(&self, name: &str) -> Result<ProjectId> {
        let (id, name) = (ProjectId::new(), checked_name("project name", name, 64)?);
        let sql = "insert into project (id, domain_id, name, created_at) values ($1, $2, $3, $4)";
        let mut tx = self.db.begin().await?;
        let query = db::query(sql)
            .bind(id.as_str())
            .bind(DomainId::default_domain().as_str())
            .bind(name)
            .bind(now());
        tx.execute(query).await.on_unique(|| Error::Taken {
            what: "project",
            name: name.to_owned(),
        })?;
        let event = about_project(Actor::default(), AuditAction::ProjectCreate, &id, name);
        tx.record_audit_event(&event).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The project of that name in the default domain, made if it is not there.
    pub async fn ensure_project(&self, name: &str) -> Result<ProjectId> {
        match self.add_project(name).await {
            Err(Error::Taken { .. }) => {
                let sql = "select id from project where domain_id = $1 and name = $2";
                let query = db::query(sql)
                    .bind(DomainId::default_domain().as_str())
                    .bind(name);
                let id: String = self.db.scalar(query).await?;
                Ok(ProjectId::try_from(id)?)
            }
            made => made,
        }
    }
}
