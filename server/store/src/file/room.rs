use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use rustix::fs::StatVfs;
use tokio::task::spawn_blocking;

/// Bytes of the disk that data never takes: the database often lives on the same one.
const KEPT_FREE: u64 = 16 << 20;

/// Files of the disk that data never takes, for the same reason.
const INODES_KEPT_FREE: u64 = 1024;

/// How many bytes may still be written below a folder.
///
/// The disk is asked when a part begins, and again when what it said is used up, each time on a thread that may block: a
/// network disk that does not answer stops no other work. In between every writer of this process takes from one count, so
/// that many of them at once cannot take more than there was.
#[derive(Debug)]
pub struct Room {
    root: PathBuf,
    left: Arc<AtomicU64>,
}

impl Room {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            left: Arc::default(),
        }
    }

    /// Asks the disk how much there is.
    pub async fn measure(&self) -> io::Result<u64> {
        let (root, left) = (self.root.clone(), self.left.clone());
        let measured = spawn_blocking(move || -> io::Result<u64> {
            let stat = rustix::fs::statvfs(&root)?;
            let free = stat.f_bavail.saturating_mul(stat.f_frsize);
            let free = free.saturating_sub(KEPT_FREE);
            let free = if has_inodes(&stat) { free } else { 0 };
            left.store(free, Ordering::Relaxed);
            Ok(free)
        });
        measured.await?
    }

    /// Takes `size` bytes, if there are as many.
    pub async fn take(&self, size: u64) -> io::Result<bool> {
        if self.take_counted(size) {
            return Ok(true);
        }
        // Something may have been deleted meanwhile.
        self.measure().await?;
        Ok(self.take_counted(size))
    }

    fn take_counted(&self, size: u64) -> bool {
        let less = |left: u64| left.checked_sub(size);
        let order = Ordering::Relaxed;
        self.left.fetch_update(order, order, less).is_ok()
    }
}

/// Whether files can still be made. File systems that make inodes as they need them say that they have none at all.
fn has_inodes(stat: &StatVfs) -> bool {
    stat.f_files == 0 || stat.f_favail > INODES_KEPT_FREE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn between_two_questions_all_writers_take_from_one_count() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let room = Room::new(folder.path());
        assert!(room.measure().await.expect("measured") > 0);
        room.left.store(10, Ordering::Relaxed);
        assert!(room.take_counted(6) && !room.take_counted(6) && room.take_counted(4));
        // Used up: the disk is asked, and has more.
        assert!(room.take(6).await.expect("measured"));
        assert!(!room.take(u64::MAX).await.expect("measured"));
    }

    #[test]
    fn a_disk_without_free_inodes_is_full_unless_it_counts_none() {
        let mut stat = rustix::fs::statvfs("/").expect("a file system");
        (stat.f_files, stat.f_favail) = (1 << 20, INODES_KEPT_FREE + 1);
        assert!(has_inodes(&stat));
        stat.f_favail = INODES_KEPT_FREE;
        assert!(!has_inodes(&stat));
        (stat.f_files, stat.f_favail) = (0, 0);
        assert!(has_inodes(&stat));
    }

    #[tokio::test]
    async fn a_disk_that_cannot_be_asked_is_an_error_and_not_endless() {
        let room = Room::new(Path::new("/does/not/exist"));
        assert!(room.measure().await.is_err());
        assert!(room.take(1).await.is_err());
    }
}
