use std::{fmt, ops::Range};

use db::query;
use model::{ImageId, Policy, Status};
use store::{ByteStream, Key, StoreId};

use crate::{Error, Images, Result, lifecycle::LocationRow};

/// An image's data, ready to be read.
pub struct Data {
    image: ImageId,
    /// Bytes of the whole image.
    pub size: u64,
    /// What a browser calls the file.
    pub file_name: String,
    /// The MD5 of the whole image, in hex.
    pub checksum: Option<String>,
    location: (StoreId, Key),
    stores: store::Stores,
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Data({} bytes)", self.size)
    }
}

impl Data {
    /// The bytes, or those in `range`.
    pub async fn read(&self, range: Option<Range<u64>>) -> Result<ByteStream> {
        let (store, key) = &self.location;
        match self.stores.get(store)?.read(key, range).await {
            Err(store::Error::NotFound(_)) => Err(Error::DataMissing(self.image)),
            read => Ok(read?),
        }
    }
}

impl Images<'_> {
    /// The data of an image. `None` while there is none yet.
    pub async fn data(&self, id: ImageId) -> Result<Option<Data>> {
        let image = self.find(id).await?;
        self.may(Policy::DownloadImage, &image)?;
        if image.status == Status::Deactivated && !self.is_admin() {
            return Err(Error::Deactivated(id));
        }
        if !image.status.has_data() {
            return Ok(None);
        }
        let sql = "select store, object_key from location where image_id = $1 order by store";
        let first = query(sql).bind(id.to_string());
        let location: Option<LocationRow> = self.registry.db.fetch_optional(first).await?;
        // Deleted between the two questions.
        let location = location.ok_or(Error::ImageNotFound(id))?;
        Ok(Some(Data {
            image: id,
            size: image.size.unwrap_or_default(),
            file_name: image.download_name(),
            checksum: image.checksum,
            location: (location.store.into(), Key::try_from(location.object_key)?),
            stores: self.registry.stores.clone(),
        }))
    }
}
