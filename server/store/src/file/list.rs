use std::{
    io,
    path::Path,
    time::{Duration, SystemTime},
};

use tokio::fs;

use super::{FileStore, read};
use crate::{Key, Result, Session, StoredItem};

impl FileStore {
    /// Everything below the two folders whose name is one of ours.
    pub(super) async fn held(&self) -> Result<Vec<StoredItem>> {
        let mut held = Vec::new();
        let objects = self.root.join("objects");
        for project in names(&objects).await? {
            for object in names(&objects.join(&project)).await? {
                let Ok(key) = Key::try_from(format!("{project}/{object}")) else {
                    continue;
                };
                match read::files(&objects.join(key.as_str())).await {
                    Ok(files) => {
                        let size = files.iter().map(|file| file.size).sum();
                        held.push(StoredItem::Object { key, size });
                    }
                    Err(error) if gone(&error) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        let writing = self.root.join("writing");
        for name in names(&writing).await? {
            let folder = writing.join(&name);
            let Ok(session) = Session::try_from(name) else {
                continue;
            };
            let (size, idle) = (bytes_in(&folder).await?, idle(&folder).await?);
            held.push(StoredItem::Session {
                session,
                size,
                idle,
            });
        }
        Ok(held)
    }
}

/// The folders in a folder; none where it has gone.
async fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut entries = match fs::read_dir(folder).await {
        Err(error) if gone(&error) => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        if entry.file_type().await?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

async fn bytes_in(folder: &Path) -> io::Result<u64> {
    let mut entries = match fs::read_dir(folder).await {
        Err(error) if gone(&error) => return Ok(0),
        entries => entries?,
    };
    let mut size = 0;
    while let Some(entry) = entries.next_entry().await? {
        match entry.metadata().await {
            Ok(metadata) => size += metadata.len(),
            Err(error) if gone(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(size)
}

/// How long no file came or went in a folder.
async fn idle(folder: &Path) -> io::Result<Duration> {
    match fs::metadata(folder).await {
        // A clock that was set back makes it younger, never older.
        Ok(metadata) => Ok(SystemTime::now()
            .duration_since(metadata.modified()?)
            .unwrap_or_default()),
        Err(error) if gone(&error) => Ok(Duration::ZERO),
        Err(error) => Err(error),
    }
}

fn gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
}
