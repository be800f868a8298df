use db::query;
use model::{ImageId, Status};

use super::{Lifecycle, UNFILLED};
use crate::{Result, uploads::UploadKind};

impl Lifecycle<'_> {
    /// An upload of that kind begins, or goes on, to bring data into the image. `false` where the image does not wait for
    /// it.
    pub async fn receive(&mut self, image: ImageId, kind: UploadKind) -> Result<bool> {
        let [before, during] = kind.statuses();
        let sql = "
            update image set status = $4, updated_at = case status when $4 then updated_at else $2 end
            where id = $1 and status in ($3, $4)";
        let receive = query(sql)
            .bind(image.to_string())
            .bind(self.now)
            .bind(before)
            .bind(during);
        Ok(self.tx.execute(receive).await? > 0)
    }

    /// The image waits for data as if none had come: its upload has ended. `false` where its data was accepted meanwhile,
    /// or it is deleted.
    pub async fn requeue(&mut self, image: ImageId) -> Result<bool> {
        let mut sql = db::QueryBuilder::new("update image set status = ");
        sql.push_bind(Status::Queued.as_str())
            .push(", size = null, virtual_size = null, updated_at = ")
            .push_bind(self.now)
            .push(" where id = ")
            .push_bind(image.to_string())
            .push(" and status in (")
            .push_list(UNFILLED.map(Status::as_str))
            .push(")");
        Ok(self.tx.execute(sql.build()).await? > 0)
    }
}
