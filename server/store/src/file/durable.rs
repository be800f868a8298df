use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use tokio::fs;

use crate::Part;

/// Makes the entries of a folder survive a power cut.
pub async fn sync_dir(path: &Path) -> io::Result<()> {
    fs::File::open(path).await?.sync_all().await
}

/// Gives each of `parts` its final name and removes everything else from `folder`.
///
/// May be interrupted and done again: a part that has its final name already is left alone.
pub async fn keep_only(folder: &Path, parts: &[&Part]) -> io::Result<()> {
    let mut wanted: HashMap<String, String> = HashMap::new();
    for part in parts {
        wanted.insert(
            format!("{:08}.{}", part.number, part.tag),
            format!("{:08}", part.number),
        );
    }
    let mut entries = fs::read_dir(folder).await?;
    let mut there = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        there.push(entry.file_name().to_string_lossy().into_owned());
    }
    for name in &there {
        match wanted.get(name) {
            Some(to) => fs::rename(folder.join(name), folder.join(to)).await?,
            None if wanted.values().any(|to| to == name) => {}
            None => fs::remove_file(folder.join(name)).await?,
        }
    }
    for (from, to) in &wanted {
        if !there.contains(from) && !there.contains(to) {
            return Err(io::Error::other(format!("part {to} is missing")));
        }
    }
    sync_dir(folder).await
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
pub struct Doomed(Option<PathBuf>);

impl Doomed {
    pub fn new(path: &Path) -> Self {
        Self(Some(path.to_owned()))
    }

    pub fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // Room is what is needed now; that the file never came to be is fine.
            let _ = std::fs::remove_file(path);
        }
    }
}
