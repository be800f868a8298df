use std::{
    collections::{HashMap, HashSet},
    io,
    path::{Path, PathBuf},
};

use tokio::{fs, io::AsyncWriteExt, runtime::Handle, task::spawn_blocking};
use uuid::Uuid;

use crate::Part;

/// Makes the entries of a folder survive a power cut.
pub async fn sync_dir(path: &Path) -> io::Result<()> {
    fs::File::open(path).await?.sync_all().await
}

/// Gives each of `parts` its final name and removes everything else from `folder`.
///
/// May be interrupted and done again: a part that has its final name already is left alone. All of it is one job for a thread
/// that may block, with time in proportion to the number of parts: there may be 65,536.
pub async fn keep_only(folder: &Path, parts: &[&Part]) -> io::Result<()> {
    let names = parts.iter().map(|part| {
        let to = format!("{:08}", part.number);
        (format!("{to}.{}", part.tag), to)
    });
    let (folder, names) = (folder.to_owned(), names.collect());
    spawn_blocking(move || keep_only_blocking(&folder, &names)).await?
}

/// `names` are the final name of each part by its name until then.
fn keep_only_blocking(folder: &Path, names: &HashMap<String, String>) -> io::Result<()> {
    let finals: HashSet<&String> = names.values().collect();
    let mut there = HashSet::new();
    for entry in std::fs::read_dir(folder)? {
        there.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    for name in &there {
        match names.get(name) {
            Some(to) => std::fs::rename(folder.join(name), folder.join(to))?,
            None if finals.contains(name) => {}
            None => std::fs::remove_file(folder.join(name))?,
        }
    }
    for (from, to) in names {
        if !there.contains(from) && !there.contains(to) {
            return Err(io::Error::other(format!("part {to} is missing")));
        }
    }
    std::fs::File::open(folder)?.sync_all()
}

/// Writes a small file: whoever reads it, also after a power cut, sees all of the text or what was there before.
pub async fn write(path: &Path, text: &str) -> io::Result<()> {
    let Some(parent) = path.parent() else {
        return Err(io::Error::other("a path without a folder"));
    };
    let temporary = path.with_extension(Uuid::new_v4().simple().to_string());
    let guard = TempFileGuard::new(&temporary);
    let mut file = fs::File::create(&temporary).await?;
    file.write_all(text.as_bytes()).await?;
    file.sync_all().await?;
    fs::rename(&temporary, path).await?;
    guard.keep();
    sync_dir(parent).await
}

/// Moves `from` to `to` in one step, and makes that survive a power cut.
pub async fn rename_into(from: &Path, to: &Path) -> io::Result<()> {
    let (Some(source), Some(parent)) = (from.parent(), to.parent()) else {
        return Err(io::Error::other("a path without a folder"));
    };
    fs::create_dir_all(parent).await?;
    if let Some(above) = parent.parent() {
        sync_dir(above).await?;
    }
    fs::rename(from, to).await?;
    sync_dir(parent).await?;
    sync_dir(source).await
}

/// Removes a folder and what is in it. That there is none is no error.
pub async fn remove_dir(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a file. That there is none is no error.
pub async fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file that goes when this is dropped, unless it was said that it stays.
#[derive(Debug)]
pub struct TempFileGuard(Option<PathBuf>);

impl TempFileGuard {
    pub fn new(path: &Path) -> Self {
        Self(Some(path.to_owned()))
    }

    pub fn keep(mut self) {
        self.0 = None;
    }

    /// Removes the file now, and returns when it has gone.
    pub async fn remove(mut self) {
        if let Some(path) = self.0.take()
            && let Err(error) = remove_file(&path).await
        {
            not_removed(&path, &error);
        }
    }
}

impl Drop for TempFileGuard {
    /// Hands the removal to a thread that may block: a folder that does not answer stops no other work.
    fn drop(&mut self) {
        let (Some(path), Ok(runtime)) = (self.0.take(), Handle::try_current()) else {
            return;
        };
        runtime.spawn_blocking(move || match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => not_removed(&path, &error),
            _ => {}
        });
    }
}

fn not_removed(path: &Path, error: &io::Error) {
    let path = path.display();
    tracing::warn!(%path, %error, "a part that is not needed any more is removed when its upload ends");
}
