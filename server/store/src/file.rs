//! A folder as a store.
//!
//! ```text
//! objects/{project}/{upload}/00000001 …   a complete object: its parts in order, never written again
//! writing/{session}/00000001.{tag} …     parts of an object that is not complete yet
//! store-id                               which database the store belongs to
//! ```
//!
//! Every writing of a part is a new file, so two writers never share one: a late writer can only make a
//! file that nobody names. An object becomes visible by the rename of its folder.

mod durable;
mod list;
mod read;
mod room;

use std::{
    io,
    ops::Range,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use futures::TryStreamExt;
use tokio::{fs, io::AsyncWriteExt};
use uuid::Uuid;

use self::room::Room;
use crate::{ByteStream, Error, Key, Part, Result, Session, Store, StoredItem, memory::in_order};

/// The file with the marker.
const MARKER: &str = "store-id";

/// Keeps each object as a folder of part files below one root.
#[derive(Debug)]
pub struct FileStore {
    root: PathBuf,
    room: Room,
}

impl FileStore {
    /// Opens the store at `root`, and makes the folder if it is not there.
    pub async fn open(root: impl Into<PathBuf>) -> Result<Self> {
        let root = root.into();
        fs::create_dir_all(root.join("objects")).await?;
        fs::create_dir_all(root.join("writing")).await?;
        durable::sync_dir(&root).await?;
        let room = Room::new(&root);
        Ok(Self { root, room })
    }

    fn object(&self, key: &Key) -> PathBuf {
        self.root.join("objects").join(key.as_str())
    }

    fn writing(&self, session: &Session) -> PathBuf {
        self.root.join("writing").join(session.as_str())
    }

    async fn write(&self, path: &Path, mut data: ByteStream) -> Result<u64> {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path)
            .await?;
        // Tokio's default hands the disk two pieces of 2 MiB at most, each through one thread hop.
        file.set_max_buf_size(512 << 10);
        let mut size = 0;
        self.room.measure().await?;
        while let Some(piece) = data.try_next().await.map_err(Error::Source)? {
            if !self.room.take(piece.len() as u64).await? {
                return Err(Error::Full);
            }
            file.write_all(&piece).await?;
            size += piece.len() as u64;
        }
        file.flush().await?;
        file.sync_data().await?;
        Ok(size)
    }
}

#[async_trait]
impl Store for FileStore {
    async fn begin(&self, _key: &Key) -> Result<Session> {
        let session = Session::new(Uuid::new_v4().simple().to_string());
        fs::create_dir(self.writing(&session)).await?;
        durable::sync_dir(&self.root.join("writing")).await?;
        Ok(session)
    }

    async fn put_part(
        &self,
        key: &Key,
        session: &Session,
        number: u32,
        data: ByteStream,
    ) -> Result<Part> {
        let folder = self.writing(session);
        let tag = Uuid::new_v4().simple().to_string();
        let path = folder.join(format!("{number:08}.{tag}"));
        // Also where this very call is given up in mid-air.
        let unless_kept = durable::TempFileGuard::new(&path);
        let written = match self.write(&path, data).await {
            Ok(size) => durable::sync_dir(&folder)
                .await
                .map(|()| size)
                .map_err(Error::from),
            Err(error) => Err(error),
        };
        let error = match written {
            Ok(size) => {
                unless_kept.keep();
                return Ok(Part { number, size, tag });
            }
            Err(error) => error,
        };
        // Room is what is needed now.
        unless_kept.remove().await;
        match error {
            Error::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(Error::SessionEnded(key.clone()))
            }
            error => Err(error),
        }
    }

    async fn drop_part(&self, _key: &Key, session: &Session, part: &Part) -> Result<()> {
        let name = format!("{:08}.{}", part.number, part.tag);
        Ok(durable::remove_file(&self.writing(session).join(name)).await?)
    }

    async fn complete(&self, key: &Key, session: &Session, parts: &[Part]) -> Result<()> {
        let (folder, object) = (self.writing(session), self.object(key));
        if fs::try_exists(&object).await? {
            // A crash came between the rename and the caller's note of it.
            return self.abort(key, session).await;
        }
        if !fs::try_exists(&folder).await? {
            return Err(Error::SessionEnded(key.clone()));
        }
        let made = async {
            durable::keep_only(&folder, &in_order(parts)).await?;
            durable::rename_into(&folder, &object).await
        };
        match made.await {
            // Another process completes, or ends, the same session at this very moment.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if fs::try_exists(&object).await? {
                    Ok(())
                } else {
                    Err(Error::SessionEnded(key.clone()))
                }
            }
            made => Ok(made?),
        }
    }

    async fn abort(&self, _key: &Key, session: &Session) -> Result<()> {
        Ok(durable::remove_dir(&self.writing(session)).await?)
    }

    async fn is_open(&self, _key: &Key, session: &Session) -> Result<bool> {
        Ok(fs::try_exists(self.writing(session)).await?)
    }

    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<ByteStream> {
        let files = read::files(&self.object(key))
            .await
            .map_err(|error| not_found(error, key))?;
        Ok(read::stream(files, range))
    }

    async fn size(&self, key: &Key) -> Result<u64> {
        let files = read::files(&self.object(key))
            .await
            .map_err(|error| not_found(error, key))?;
        Ok(files.iter().map(|file| file.size).sum())
    }

    async fn delete(&self, key: &Key) -> Result<()> {
        // First out of sight in one step, so that nobody reads half of it.
        let object = self.object(key);
        let doomed = self
            .root
            .join("writing")
            .join(format!("deleted-{}", Uuid::new_v4().simple()));
        match fs::rename(&object, &doomed).await {
            Ok(()) => Ok(durable::remove_dir(&doomed).await?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn drop_session(&self, session: &Session) -> Result<()> {
        Ok(durable::remove_dir(&self.writing(session)).await?)
    }

    async fn list(&self) -> Result<Vec<StoredItem>> {
        self.held().await
    }

    async fn marker(&self) -> Result<Option<String>> {
        match fs::read_to_string(self.root.join(MARKER)).await {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn set_marker(&self, marker: &str) -> Result<()> {
        durable::write(&self.root.join(MARKER), &format!("{marker}\n")).await?;
        Ok(())
    }

    async fn room(&self) -> Result<Option<u64>> {
        Ok(Some(self.room.measure().await?))
    }
}

fn not_found(error: io::Error, key: &Key) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::NotFound(key.clone()),
        _ => error.into(),
    }
}
