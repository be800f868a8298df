use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::Url;

/// Bytes that are kept for deleting: hundreds of deletions at about 10 KiB of WAL each, and half of what makes SQLite
/// write the WAL back (1,000 pages of 4 KiB).
const SIZE: usize = 4 << 20;
/// The reserve is taken only while this much stays free, so that it never fills a disk.
const PLENTY: u64 = 16 * SIZE as u64;
const PIECE: usize = 64 << 10;

/// Room on the disk of a SQLite database that is given free when something is to be deleted and there is no other room:
/// the way out of a full disk begins with deleting, and that is a write.
///
/// It is a file beside the database. PostgreSQL has a disk of its own, so there is none.
#[derive(Clone, Debug, Default)]
pub struct Reserve {
    file: Option<Arc<PathBuf>>,
}

impl Reserve {
    /// The reserve of the database at `url`.
    pub fn of(url: &Url) -> Self {
        let file = url.sqlite_file().map(|database| {
            let mut name = database.into_os_string();
            name.push("-reserve");
            Arc::new(name.into())
        });
        Self { file }
    }

    /// Gives the room free. `false` if there is none to give.
    pub async fn release(&self) -> bool {
        let Some(file) = self.file.clone() else {
            return false;
        };
        let released = blocking(move || fs::remove_file(&*file)).await;
        match released {
            Ok(()) => {
                tracing::warn!(
                    "the disk of the database is full; its reserve is used up for deleting, and taken again when there is room"
                );
                true
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => {
                tracing::warn!(%error, "the database's reserve could not be given free");
                false
            }
        }
    }

    /// Takes the room, or takes it again, while there is plenty of it.
    pub async fn take(&self) -> io::Result<()> {
        let Some(file) = self.file.clone() else {
            return Ok(());
        };
        blocking(move || {
            if file.exists() || free(&file)? < PLENTY {
                return Ok(());
            }
            let written = write(&file);
            if written.is_err() {
                // Half a reserve only takes room away.
                let _ = fs::remove_file(&*file);
            }
            written
        })
        .await
    }
}

fn write(path: &Path) -> io::Result<()> {
    let mut file = File::create(path)?;
    let piece = vec![0; PIECE];
    for _ in 0..SIZE / PIECE {
        file.write_all(&piece)?;
    }
    file.sync_all()
}

/// Bytes free on the disk of that file's folder.
pub(crate) fn free(file: &Path) -> io::Result<u64> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let stat = rustix::fs::statvfs(folder.unwrap_or(Path::new(".")))?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_reserve_is_given_once_and_taken_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/test.db", folder.path().display());
        let reserve = Reserve::of(&url.parse().expect("an address"));
        assert!(!reserve.release().await, "nothing was taken yet");
        reserve.take().await.expect("there is room");
        let file = folder.path().join("test.db-reserve");
        assert_eq!(fs::metadata(&file).expect("it is there").len(), SIZE as u64);
        assert!(reserve.release().await);
        assert!(!reserve.release().await && !file.exists());
        reserve.take().await.expect("there is room");
        assert!(file.exists());
    }
}
