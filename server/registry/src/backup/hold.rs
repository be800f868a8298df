use std::time::Duration;

use db::query;
use tokio::{task::JoinHandle, time::sleep};

use crate::{Registry, Result, System};

/// How long objects are kept without a sign of life of the backup: longer than a restart of the database takes.
const VALID: Duration = Duration::from_secs(5 * 60);
/// How often the hold is renewed: four times may fail.
const RENEWED: Duration = Duration::from_secs(60);

/// In a query about `reclaim` with `$1` for the present moment: what may be removed now. While a backup is being made no
/// object is that it may name; what an upload under way has written, or one that began after the database was copied, is in
/// no backup, and goes as always. So nobody fills the disk by uploading and deleting meanwhile.
pub(crate) const REMOVABLE: &str = "(store_session is not null or not exists (
    select 1 from backup_hold where held_until > $1 and not exists (
        select 1 from upload
        where upload.object_key = reclaim.object_key and upload.created_at > backup_hold.copied_at)))";

/// Added to the moment of the copy. SQLite compares moments as texts, which are not in order within one second.
const SECOND: Duration = Duration::from_secs(1);

/// No node removes an object from a store until this is released, or five minutes after its process has died.
#[derive(Debug)]
pub struct Hold {
    registry: Registry,
    id: String,
    renewal: JoinHandle<()>,
}

impl System<'_> {
    /// Keeps every object that is in a store now, whoever deletes its image.
    ///
    /// A worker that had taken an object before goes on with it. The image was deleted before that, so whatever is read from
    /// the database after this does not name it.
    pub async fn hold_objects(&self) -> Result<Hold> {
        let id = uuid::Uuid::new_v4().to_string();
        self.end_crashed_holds().await?;
        renew(self.registry, &id).await?;
        let (registry, name) = (self.registry.clone(), id.clone());
        let renewal = tokio::spawn(async move {
            loop {
                sleep(RENEWED).await;
                if let Err(error) = renew(&registry, &name).await {
                    tracing::warn!(%error, "the hold on deleted objects could not be renewed; that is tried again");
                }
            }
        });
        Ok(Hold {
            registry: self.registry.clone(),
            id,
            renewal,
        })
    }

    async fn end_crashed_holds(&self) -> Result<()> {
        let now = self.registry.db.now().await?;
        let sql = "delete from backup_hold where held_until <= $1";
        self.registry.db.execute(query(sql).bind(now)).await?;
        Ok(())
    }
}

async fn renew(registry: &Registry, id: &str) -> Result<()> {
    let until = registry.db.now().await? + VALID;
    let sql = "
        insert into backup_hold (id, held_until) values ($1, $2)
        on conflict (id) do update set held_until = excluded.held_until";
    registry.db.execute(query(sql).bind(id).bind(until)).await?;
    Ok(())
}

impl Hold {
    /// Notes that the database was copied: from now on nothing that begins is in the backup.
    pub async fn database_copied(&self) -> Result<()> {
        let now = self.registry.db.now().await?;
        let sql = "update backup_hold set copied_at = $2 where id = $1";
        let note = query(sql).bind(&self.id).bind(now + SECOND);
        self.registry.db.execute(note).await?;
        Ok(())
    }

    /// Lets objects be removed again.
    pub async fn release(self) -> Result<()> {
        self.renewal.abort();
        let sql = "delete from backup_hold where id = $1";
        self.registry.db.execute(query(sql).bind(&self.id)).await?;
        Ok(())
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.renewal.abort();
    }
}
