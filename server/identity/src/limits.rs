use crate::{Identity, Result, keystone::KeystoneLimit};

#[derive(Debug, sqlx::FromRow)]
struct KeptRow {
    project_id: String,
    resource_name: String,
    most: i64,
}

impl Identity {
    /// What the operator has to do so that Keystone's limits hold, if anything: known once they were asked for.
    pub fn limits_problem(&self) -> Option<String> {
        self.keystone.as_ref()?.limits_problem()
    }

    /// Asks Keystone what projects may use, and keeps it where quotas look. While it is away, what it said last holds.
    ///
    /// Without a Keystone nothing is kept of what one said before.
    pub async fn sync_limits(&self) -> Result<()> {
        let said = match &self.keystone {
            Some(keystone) => match keystone.limits().await? {
                Some(said) => said,
                None => return Ok(()),
            },
            None => Vec::new(),
        };
        let mut tx = self.db.begin().await?;
        let sql = "select project_id, resource_name, most from keystone_limit order by project_id, resource_name";
        let rows = tx.fetch_all::<KeptRow>(db::query(sql)).await?;
        let kept = rows.into_iter().map(|row| KeystoneLimit {
            project: row.project_id,
            resource: row.resource_name,
            most: row.most,
        });
        // Mostly nothing has changed, and then nothing is written.
        let mut kept: Vec<KeystoneLimit> = kept.collect();
        kept.sort();
        if kept == said {
            return Ok(());
        }
        tx.execute(db::query("delete from keystone_limit")).await?;
        // Another node may be saying the same just now.
        let sql = "
            insert into keystone_limit (project_id, resource_name, most) values ($1, $2, $3)
            on conflict (project_id, resource_name) do update set most = excluded.most";
        for one in &said {
            let query = db::query(sql)
                .bind(&one.project)
                .bind(&one.resource)
                .bind(one.most);
            tx.execute(query).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
