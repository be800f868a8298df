use model::{LimitId, ProjectId, Resource};

use super::{Directory, limits::amount};
use crate::{
    Result,
    activity::{Difference, about_quota},
};

/// The service whose limits the quotas are.
const SERVICE: &str = "image";

impl Directory<'_> {
    /// Sets the quota of a project: each resource to its limit, or to none of its own. All of it, or nothing.
    ///
    /// A limit is an exception from a registered one; `usual` is what is registered where none is, so that nothing changes
    /// for the others. -1 is no limit.
    pub async fn set_quota(
        &self,
        project: &ProjectId,
        limits: &[(Resource, Option<i64>)],
        usual: impl Fn(Resource) -> i64,
    ) -> Result<()> {
        self.admin("identity:create_limits")?;
        let name = self.project(project).await?.name;
        for (resource, limit) in limits {
            amount(resource.as_str(), limit.unwrap_or_default())?;
        }
        let mut tx = self.identity.db.begin().await?;
        let mut difference = Difference::default();
        for (resource, limit) in limits {
            let sql = "
                delete from project_limit
                where project_id = $1 and service_id = $2 and region_id = '' and resource_name = $3
                returning resource_limit";
            let query = db::query(sql)
                .bind(project.as_str())
                .bind(SERVICE)
                .bind(resource.as_str());
            let had = tx.scalar_optional::<i64>(query).await?;
            difference = difference.quota(resource.as_str(), had, *limit);
            let Some(limit) = limit else { continue };
            let sql = "
                insert into registered_limit (id, service_id, region_id, resource_name, default_limit)
                values ($1, $2, '', $3, $4) on conflict do nothing";
            let query = db::query(sql)
                .bind(LimitId::new().as_str())
                .bind(SERVICE)
                .bind(resource.as_str())
                .bind(usual(*resource));
            tx.execute(query).await?;
            let sql = "
                insert into project_limit (id, service_id, region_id, resource_name, project_id, resource_limit)
                values ($1, $2, '', $3, $4, $5)";
            let query = db::query(sql)
                .bind(LimitId::new().as_str())
                .bind(SERVICE)
                .bind(resource.as_str())
                .bind(project.as_str())
                .bind(*limit);
            tx.execute(query).await?;
        }
        if let Some(event) = about_quota(self.principal, (project, &name), difference) {
            tx.record_audit_event(&event).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
