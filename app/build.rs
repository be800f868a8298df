//! Names the shapes that the two halves exchange: a tab that was opened before an upgrade must not misread the new server.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::Path,
};

fn main() -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for folder in ["src/api", "../server/model/src"] {
        println!("cargo::rerun-if-changed={folder}");
        hash(Path::new(folder), &mut hasher)?;
    }
    println!("cargo::rustc-env=VITRINE_SHAPES={}", hasher.finish());
    Ok(())
}

/// Takes in every file below `folder`, in a fixed order.
fn hash(folder: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            hash(&path, hasher)?;
        } else {
            fs::read(&path)?.hash(hasher);
        }
    }
    Ok(())
}
