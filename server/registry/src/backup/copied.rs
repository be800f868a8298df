use std::{
    io,
    path::{Path, PathBuf},
};

use bytes::BytesMut;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};
use store::{Key, one};
use tokio::{
    fs::{self, File},
    io::{AsyncReadExt, AsyncWriteExt},
};

use crate::{Result, System, ingest::PART};

/// The data of an image in a store, and in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredObject {
    pub image: String,
    pub store: String,
    pub key: String,
    /// Bytes, where they are known.
    pub size: Option<u64>,
    /// In hex, where it is known.
    pub sha512: Option<String>,
}

impl StoredObject {
    /// Where it is below the folder `objects` of a backup. The key is one of ours, so it cannot lead out of there.
    pub fn path(&self, objects: &Path) -> Result<PathBuf> {
        Ok(objects.join(self.key()?.as_str()))
    }

    fn key(&self) -> Result<Key> {
        Ok(Key::try_from(self.key.clone())?)
    }

    /// What is wrong with bytes of that number and digest, if something is.
    fn problem(&self, size: u64, sha512: &str) -> Option<String> {
        if let Some(want) = self.size
            && want != size
        {
            return Some(format!("it has {size} bytes, not {want}"));
        }
        let differs = self.sha512.as_ref().is_some_and(|want| want != sha512);
        differs.then(|| "its bytes are not those that were sent (SHA-512 differs)".to_owned())
    }
}

/// Opens a file, and nothing that a link at its place leads to.
async fn open_file(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path).await?.is_file() {
        File::open(path).await
    } else {
        Err(io::Error::other("it is no file"))
    }
}

impl System<'_> {
    /// Bytes of all images.
    pub async fn stored_bytes(&self) -> Result<u64> {
        let sql = "
            select cast(coalesce(sum(image.size), 0) as bigint)
            from location join image on image.id = location.image_id";
        let bytes: i64 = self.registry.db.scalar(db::query(sql)).await?;
        Ok(bytes.cast_unsigned())
    }

    /// Copies an object out of its store into a file below `objects`, and makes it durable. Notes its size and digest in
    /// `object` where they were not known. Returns what is wrong with it; only an error of the file is an error.
    pub async fn export(
        &self,
        object: &mut StoredObject,
        objects: &Path,
    ) -> io::Result<Option<String>> {
        let (path, key) = match (object.path(objects), object.key()) {
            (Ok(path), Ok(key)) => (path, key),
            (Err(error), _) | (_, Err(error)) => return Ok(Some(error.to_string())),
        };
        let opened = match self.registry.stores.get(&object.store.as_str().into()) {
            Ok(store) => store.read(&key, None).await,
            Err(error) => Err(error),
        };
        let mut bytes = match opened {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Some(error.to_string())),
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).await?;
        }
        let mut file = File::create(&path).await?;
        let (mut digest, mut size) = (Sha512::new(), 0);
        loop {
            let piece = match bytes.try_next().await {
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                Err(error) => return Ok(Some(format!("it cannot be read: {error}"))),
            };
            digest.update(&piece);
            size += piece.len() as u64;
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        file.sync_all().await?;
        let sha512 = hex::encode(digest.finalize());
        let problem = object.problem(size, &sha512);
        if problem.is_none() {
            (object.size, object.sha512) = (Some(size), Some(sha512));
        }
        Ok(problem)
    }

    /// Copies an object from its file below `objects` into its store, if the file is what was copied out. Returns what is
    /// wrong with it; then there is no object.
    pub async fn import_object(
        &self,
        object: &StoredObject,
        objects: &Path,
    ) -> Result<Option<String>> {
        let (path, key) = (object.path(objects)?, object.key()?);
        let store = self.registry.stores.get(&object.store.as_str().into())?;
        let mut file = match open_file(&path).await {
            Ok(file) => file,
            Err(error) => return Ok(Some(format!("{}: {error}", path.display()))),
        };
        let session = store.begin(&key).await?;
        let (mut digest, mut size, mut parts) = (Sha512::new(), 0, Vec::new());
        let read = async {
            loop {
                let mut piece = BytesMut::with_capacity(PART as usize);
                while piece.len() < PART as usize && file.read_buf(&mut piece).await? > 0 {}
                if piece.is_empty() {
                    return Ok::<(), store::Error>(());
                }
                digest.update(&piece);
                size += piece.len() as u64;
                let number = parts.len() as u32 + 1;
                let piece = one(piece.freeze());
                parts.push(store.put_part(&key, &session, number, piece).await?);
            }
        };
        let read = read.await;
        let problem = match &read {
            Ok(()) => object.problem(size, &hex::encode(digest.finalize())),
            Err(_) => None,
        };
        if read.is_err() || problem.is_some() {
            store.abort(&key, &session).await?;
            read?;
            return Ok(problem);
        }
        store.complete(&key, &session, &parts).await?;
        Ok(None)
    }
}
