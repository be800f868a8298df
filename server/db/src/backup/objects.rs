use std::collections::BTreeMap;

use sqlx::FromRow;

use super::BackupError;

/// Where the data of the copied images is.
pub(super) const OBJECTS: &str = "
    select location.image_id as image, location.store, location.object_key as object_key, image.size, image.sha512
    from location join image on image.id = location.image_id order by location.object_key";

/// An object that the copy of the database names.
#[derive(Clone, Debug, FromRow)]
pub struct DumpedObject {
    pub image: String,
    pub store: String,
    pub object_key: String,
    /// Bytes, where the image says how many.
    pub size: Option<i64>,
    /// The digest of the image, where it has one.
    pub sha512: Option<String>,
}

impl DumpedObject {
    fn place(&self) -> (&str, &str, &str) {
        (&self.image, &self.store, &self.object_key)
    }
}

/// Refuses a list of objects, by which a restore verifies their bytes, that differs from what the rows of the restored
/// database say. What the database does not know, the list may say.
pub(super) fn compare(
    listed: &[DumpedObject],
    restored: &[DumpedObject],
) -> Result<(), BackupError> {
    let by_place: BTreeMap<_, _> = listed.iter().map(|one| (one.place(), one)).collect();
    if listed.len() != restored.len() || by_place.len() != restored.len() {
        let (listed, restored) = (listed.len(), restored.len());
        let problem = format!("it names {restored} objects, and the list of objects {listed}");
        return Err(BackupError::Damaged(problem));
    }
    for row in restored {
        let agrees = by_place.get(&row.place()).is_some_and(|listed| {
            (row.size.is_none() || row.size == listed.size)
                && (row.sha512.is_none() || row.sha512 == listed.sha512)
        });
        if !agrees {
            let problem = format!(
                "it says something else of the data of image {} than the list of objects",
                row.image
            );
            return Err(BackupError::Damaged(problem));
        }
    }
    Ok(())
}
