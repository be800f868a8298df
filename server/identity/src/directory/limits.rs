use db::OnUnique;
use model::{AuditEvent, Invalid, LimitId, ProjectId};
use serde::Deserialize;

use super::Directory;
use crate::{
    Error, Result,
    activity::{Difference, about_quota},
    records::{Limit, found},
};

/// A limit with its project's domain.
const LIMIT: &str = "
    select project_limit.id, service_id, region_id, resource_name, project_id, project.domain_id, resource_limit,
        project_limit.description
    from project_limit join project on project.id = project_limit.project_id";

/// An exception as it was.
#[derive(sqlx::FromRow)]
struct PreviousLimit {
    project_id: ProjectId,
    project_name: String,
    resource_name: String,
    resource_limit: i64,
}

const HAD: &str = "
    returning project_id, resource_name, resource_limit,
        (select name from project where project.id = project_id) as project_name";

/// Which limits are wanted.
#[derive(Clone, Debug, Default)]
pub struct LimitFilter {
    pub service: Option<String>,
    pub region: Option<String>,
    pub resource: Option<String>,
    pub project: Option<String>,
}

/// An exception for one project.
#[derive(Clone, Debug, Deserialize)]
pub struct NewLimit {
    pub service_id: String,
    pub region_id: Option<String>,
    pub resource_name: String,
    pub project_id: Option<ProjectId>,
    pub resource_limit: i64,
    pub description: Option<String>,
}

impl Directory<'_> {
    /// The exceptions that match: of every project for those who may look, else of the principal's own.
    pub async fn limits(&self, filter: &LimitFilter) -> Result<Vec<Limit>> {
        let own = match &self.principal.project {
            _ if self.principal.reads_all() || self.principal.is_service() => None,
            Some(project) => Some(project.as_str()),
            None => return Err(Error::Forbidden("identity:list_limits")),
        };
        let sql = format!("
            {LIMIT}
            where (cast($1 as text) is null or service_id = $1) and (cast($2 as text) is null or region_id = $2)
                and (cast($3 as text) is null or resource_name = $3) and (cast($4 as text) is null or project_id = $4)
                and (cast($5 as text) is null or project_id = $5)
            order by project_id, service_id, region_id, resource_name");
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(filter.service.as_deref())
            .bind(filter.region.as_deref())
            .bind(filter.resource.as_deref())
            .bind(filter.project.as_deref())
            .bind(own);
        Ok(self.identity.db.fetch_all(query).await?)
    }

    /// One exception.
    pub async fn limit(&self, id: &LimitId) -> Result<Limit> {
        let all = self.limits(&LimitFilter::default()).await?;
        found(all.into_iter().find(|have| have.id == *id), "limit", id)
    }

    /// Makes exceptions from registered limits: all of them, or none.
    pub async fn add_limits(&self, new: &[NewLimit]) -> Result<Vec<Limit>> {
        self.admin("identity:create_limits")?;
        let mut wanted = Vec::new();
        for new in new {
            let missing = "is missing; limits of domains are not served";
            let project = new.project_id.as_ref();
            let project = project.ok_or_else(|| Invalid::new("limit.project_id", missing))?;
            let name = self.project(project).await?.name;
            let limit = amount("resource_limit", new.resource_limit)?;
            wanted.push((LimitId::new(), new, (project, name), limit));
        }
        let sql = "
            insert into project_limit (id, service_id, region_id, resource_name, project_id, resource_limit, description)
            select $1, service_id, region_id, resource_name, $5, $6, $7 from registered_limit
            where service_id = $2 and region_id = $3 and resource_name = $4";
        let mut tx = self.identity.db.begin().await?;
        for (id, new, (project, name), limit) in &wanted {
            let query = db::query(sql)
                .bind(id.as_str())
                .bind(&new.service_id)
                .bind(new.region_id.as_deref().unwrap_or_default())
                .bind(&new.resource_name)
                .bind(project.as_str())
                .bind(*limit)
                .bind(new.description.as_deref());
            let done = tx.execute(query).await.on_unique(|| Error::Taken {
                what: "limit",
                name: new.resource_name.clone(),
            })?;
            if done == 0 {
                return Err(Error::NoRegisteredLimit(new.resource_name.clone()));
            }
            let difference = Difference::default().quota(&new.resource_name, None, Some(*limit));
            if let Some(event) = about_quota(self.principal, (*project, name), difference) {
                tx.record_audit_event(&event).await?;
            }
        }
        tx.commit().await?;
        let mut made = Vec::new();
        for (id, ..) in &wanted {
            made.push(self.limit(id).await?);
        }
        Ok(made)
    }

    /// Changes an exception.
    pub async fn change_limit(
        &self,
        id: &LimitId,
        limit: Option<i64>,
        description: Option<&str>,
    ) -> Result<Limit> {
        self.admin("identity:update_limit")?;
        let limit = limit
            .map(|limit| amount("resource_limit", limit))
            .transpose()?;
        let mut tx = self.identity.db.begin().await?;
        // Held by being written as it is: nobody else changes it meanwhile.
        let sql = format!("update project_limit set service_id = service_id where id = $1 {HAD}");
        let query = db::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str());
        let previous = tx.fetch_optional::<PreviousLimit>(query).await?;
        let previous = found(previous, "limit", id)?;
        let sql = "
            update project_limit set resource_limit = coalesce($2, resource_limit),
                description = coalesce($3, description)
            where id = $1";
        let query = db::query(sql)
            .bind(id.as_str())
            .bind(limit)
            .bind(description);
        tx.execute(query).await?;
        if let Some(event) = self.changed(&previous, limit.or(Some(previous.resource_limit))) {
            tx.record_audit_event(&event).await?;
        }
        tx.commit().await?;
        self.limit(id).await
    }

    /// Ends an exception.
    pub async fn delete_limit(&self, id: &LimitId) -> Result<()> {
        self.admin("identity:delete_limit")?;
        let mut tx = self.identity.db.begin().await?;
        let sql = format!("delete from project_limit where id = $1 {HAD}");
        let query = db::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str());
        let previous = tx.fetch_optional::<PreviousLimit>(query).await?;
        let previous = found(previous, "limit", id)?;
        if let Some(event) = self.changed(&previous, None) {
            tx.record_audit_event(&event).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// That who asks changed the exception that was there, unless they did not.
    fn changed(&self, previous: &PreviousLimit, to: Option<i64>) -> Option<AuditEvent> {
        let difference =
            Difference::default().quota(&previous.resource_name, Some(previous.resource_limit), to);
        about_quota(
            self.principal,
            (&previous.project_id, &previous.project_name),
            difference,
        )
    }
}

/// -1 stands for no limit.
pub(super) fn amount(field: &str, limit: i64) -> Result<i64> {
    if limit < -1 {
        return Err(Invalid::new(field, "is below -1").into());
    }
    Ok(limit)
}
