use db::OnUnique;
use model::LimitId;
use serde::Deserialize;

use super::{Directory, LimitFilter, limits::amount};
use crate::{
    Error, Result,
    records::{RegisteredLimit, found},
    users::checked_name,
};

const REGISTERED: &str = "id, service_id, region_id, resource_name, default_limit, description";

/// A default to be registered.
#[derive(Clone, Debug, Deserialize)]
pub struct NewRegisteredLimit {
    pub service_id: String,
    pub region_id: Option<String>,
    pub resource_name: String,
    pub default_limit: i64,
    pub description: Option<String>,
}

impl Directory<'_> {
    /// The registered limits that match. Everybody may know them.
    pub async fn registered_limits(&self, filter: &LimitFilter) -> Result<Vec<RegisteredLimit>> {
        let sql = format!("
            select {REGISTERED} from registered_limit
            where (cast($1 as text) is null or service_id = $1) and (cast($2 as text) is null or region_id = $2)
                and (cast($3 as text) is null or resource_name = $3)
            order by service_id, region_id, resource_name");
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(filter.service.as_deref())
            .bind(filter.region.as_deref())
            .bind(filter.resource.as_deref());
        Ok(self.identity.db.fetch_all(query).await?)
    }

    /// One registered limit.
    pub async fn registered_limit(&self, id: &LimitId) -> Result<RegisteredLimit> {
        let all = self.registered_limits(&LimitFilter::default()).await?;
        found(
            all.into_iter().find(|have| have.id == *id),
            "registered limit",
            id,
        )
    }

    /// Registers defaults: all of them, or none.
    pub async fn register_limits(
        &self,
        new: &[NewRegisteredLimit],
    ) -> Result<Vec<RegisteredLimit>> {
        self.admin("identity:create_registered_limits")?;
        let check = |new: &NewRegisteredLimit| -> Result<i64> {
            checked_name("resource_name", &new.resource_name, 255)?;
            amount("default_limit", new.default_limit)
        };
        let limits = new.iter().map(check).collect::<Result<Vec<i64>>>()?;
        let sql = format!("
            insert into registered_limit (id, service_id, region_id, resource_name, default_limit, description)
            values ($1, $2, $3, $4, $5, $6) returning {REGISTERED}");
        let mut tx = self.identity.db.begin().await?;
        let mut made = Vec::new();
        for (new, limit) in new.iter().zip(limits) {
            let name = &new.resource_name;
            let query = db::query(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(LimitId::new().as_str())
                .bind(&new.service_id)
                .bind(new.region_id.as_deref().unwrap_or_default())
                .bind(name)
                .bind(limit)
                .bind(new.description.as_deref());
            let row = tx
                .fetch_one::<RegisteredLimit>(query)
                .await
                .on_unique(|| Error::Taken {
                    what: "registered limit",
                    name: name.clone(),
                })?;
            made.push(row);
        }
        tx.commit().await?;
        Ok(made)
    }

    /// Changes a default.
    pub async fn change_registered(
        &self,
        id: &LimitId,
        limit: Option<i64>,
        description: Option<&str>,
    ) -> Result<RegisteredLimit> {
        self.admin("identity:update_registered_limit")?;
        let limit = limit
            .map(|limit| amount("default_limit", limit))
            .transpose()?;
        let sql = format!("
            update registered_limit set default_limit = coalesce($2, default_limit), description = coalesce($3, description)
            where id = $1 returning {REGISTERED}");
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(id.as_str())
            .bind(limit)
            .bind(description);
        let row = self
            .identity
            .db
            .fetch_optional::<RegisteredLimit>(query)
            .await?;
        found(row, "registered limit", id)
    }

    /// Forgets a default, unless a project has an exception from it.
    pub async fn delete_registered(&self, id: &LimitId) -> Result<()> {
        self.admin("identity:delete_registered_limit")?;
        self.registered_limit(id).await?;
        let sql = "
            delete from registered_limit where id = $1 and not exists (
                select 1 from project_limit where project_limit.service_id = registered_limit.service_id
                    and project_limit.region_id = registered_limit.region_id
                    and project_limit.resource_name = registered_limit.resource_name)";
        let query = db::query(sql).bind(id.as_str());
        let done = self.identity.db.execute(query).await?;
        if done == 0 {
            Err(Error::LimitInUse(id.clone()))
        } else {
            Ok(())
        }
    }
}
