use db::query;

use crate::{Result, System};

impl System<'_> {
    /// Fails every task that is not over, whoever holds it, with `message`. For a registry in which nobody is at work. How
    /// many there were.
    pub(crate) async fn fail_open_tasks(&self, message: &str) -> Result<usize> {
        let sql = "update task set lease_until = 0 where status in ('pending', 'processing') returning id";
        let ids: Vec<String> = self.registry.db.scalars(query(sql)).await?;
        let mut failed = 0;
        for id in &ids {
            if let Some(lease) = self.take_task_of_id(id).await? {
                self.fail(&lease, message).await?;
                failed += 1;
            }
        }
        Ok(failed)
    }
}
