use model::{Actor, ImageId};

use crate::{Result, System};

impl System<'_> {
    /// Keeps an active image whose data is missing from being offered: it is deactivated, and the audit log says so. It
    /// can be reactivated once its data is back. `false` where it is not active.
    pub async fn deactivate_missing(&self, image: ImageId) -> Result<bool> {
        let now = self.registry.db.now().await?;
        let mut tx = self.registry.db.begin().await?;
        let mut lifecycle = self.registry.lifecycle(&mut tx, now);
        let deactivated = lifecycle.deactivate(image, Actor::default()).await?;
        tx.commit().await?;
        if deactivated {
            tracing::warn!(%image, "the data of an image is missing; it was deactivated");
        }
        Ok(deactivated)
    }
}
