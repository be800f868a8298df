//! What the server notes of an image: properties under Glance's names, which no client may change.

use db::{Tx, query};
use model::ImageId;

use crate::Result;

/// The task that is under way: the lock, as everybody may see it.
pub const TASK: &str = "os_glance_import_task";
/// Into which stores its data is on the way.
pub const IMPORTING_TO: &str = "os_glance_importing_to_stores";
/// Into which stores it did not come.
pub const FAILED: &str = "os_glance_failed_import";

/// What the inspector found in its data that people should know: a JSON object.
pub const INSPECTION: &str = "os_glance_inspection";

/// Notes something, or replaces what was noted under that name. A deleted image has no notes.
pub(crate) async fn set_note(tx: &mut Tx, image: ImageId, name: &str, value: &str) -> Result<()> {
    let sql = "
        insert into image_property (image_id, name, value)
        select id, $2, $3 from image where id = $1 and status <> 'deleted'
        on conflict (image_id, name) do update set value = excluded.value";
    let note = query(sql).bind(image.to_string()).bind(name).bind(value);
    tx.execute(note).await?;
    Ok(())
}

/// Takes a note back.
pub(crate) async fn unset_note(tx: &mut Tx, image: ImageId, name: &str) -> Result<()> {
    let sql = "delete from image_property where image_id = $1 and name = $2";
    let forget = query(sql).bind(image.to_string()).bind(name);
    tx.execute(forget).await?;
    Ok(())
}
