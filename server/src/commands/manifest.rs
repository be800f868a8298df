//! The contents of the folder of a backup, beside the data itself.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use db::{Dump, Url};
use registry::StoredObject;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};

use super::Failure;

/// The data of images: a file for each object, below this folder.
pub const OBJECTS: &str = "objects";
/// What each object has to be, a line of JSON each.
const LIST: &str = "objects.ndjson";
/// Written last: a folder without it is no backup.
const MANIFEST: &str = "manifest.json";
/// The format of this release. Another one is not read.
const FORMAT: u32 = 1;
/// Bytes that are hashed at once.
const PIECE: usize = 256 << 10;

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The release that made it.
    pub release: String,
    pub made_at: String,
    /// `sqlite` or `postgres`.
    pub database: String,
    #[serde(flatten)]
    pub dump: Dump,
    /// The stores that held the objects.
    pub stores: Vec<String>,
    pub objects: u64,
    /// Bytes of all objects.
    pub bytes: u64,
    /// The SHA-512 of every file but the objects, which the list names.
    pub files: BTreeMap<String, String>,
    /// Whether every object was there and was what the database says.
    pub verified: bool,
    /// What was wrong with objects.
    pub problems: Vec<String>,
}

impl Manifest {
    /// The manifest of what was written to `folder`: `objects` are there, `problems` are not, or not as they should be.
    pub fn new(
        folder: &Path,
        url: &Url,
        dump: Dump,
        objects: &[StoredObject],
        problems: Vec<String>,
    ) -> Result<Self, Failure> {
        let made_at = model::now().format(&time::format_description::well_known::Rfc3339)?;
        let mut stores: Vec<String> = objects.iter().map(|one| one.store.clone()).collect();
        stores.sort();
        stores.dedup();
        Ok(Self {
            format: FORMAT,
            release: env!("CARGO_PKG_VERSION").into(),
            made_at,
            database: url.kind().into(),
            dump,
            stores,
            objects: objects.len() as u64,
            bytes: objects.iter().filter_map(|one| one.size).sum(),
            files: digests(folder)?,
            verified: problems.is_empty(),
            problems,
        })
    }

    /// Reads it, if it is one that this release can restore into a database at `url`. Every file is compared with what the
    /// manifest says, but for the objects.
    pub fn read(folder: &Path, url: &Url) -> Result<Self, Failure> {
        check_files(folder)?;
        let path = folder.join(MANIFEST);
        let text = fs::read(&path).map_err(|error| {
            format!(
                "{}: {error}; a folder without a complete manifest is no backup",
                path.display()
            )
        })?;
        let manifest: Self = serde_json::from_slice(&text)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        if manifest.format != FORMAT {
            let format = manifest.format;
            return Err(format!("the backup has format {format}, and this release reads format {FORMAT}: restore with release {}", manifest.release).into());
        }
        if manifest.database != url.kind() {
            return Err(format!(
                "the backup is of a {} database, and database_url names a {} one",
                manifest.database,
                url.kind()
            )
            .into());
        }
        if manifest.dump.migrations != url.known_migrations() {
            return Err(format!(
                "the backup was made with other tables than those of this release: restore with release {} which made it, then upgrade",
                manifest.release
            )
            .into());
        }
        manifest.dump.check(url)?;
        let there = digests(folder)?;
        for name in url.backup_files().iter().map(String::as_str).chain([LIST]) {
            if !manifest.files.contains_key(name) {
                let problem = format!("the backup is damaged: its manifest does not name {name}");
                return Err(problem.into());
            }
        }
        for (name, want) in &manifest.files {
            match there.get(name) {
                None => return Err(format!("the backup is damaged: {name} is missing").into()),
                Some(found) if found != want => {
                    return Err(format!(
                        "the backup is damaged: {name} was changed after it was made"
                    )
                    .into());
                }
                Some(_) => {}
            }
        }
        Ok(manifest)
    }

    /// Writes it in one step, after everything else is durable.
    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        let (path, draft) = (folder.join(MANIFEST), folder.join("manifest.json.part"));
        let mut file = File::create(&draft)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        Ok(File::open(folder)?.sync_all()?)
    }
}

/// Writes what each object has to be.
pub fn write_list(folder: &Path, objects: &[StoredObject]) -> Result<(), Failure> {
    let mut file = BufWriter::new(File::create(folder.join(LIST))?);
    for object in objects {
        serde_json::to_writer(&mut file, object)?;
        file.write_all(b"\n")?;
    }
    Ok(file.flush()?)
}

/// Reads what each object has to be.
pub fn read_list(folder: &Path) -> Result<Vec<StoredObject>, Failure> {
    let lines = BufReader::new(File::open(folder.join(LIST))?).lines();
    lines
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect()
}

/// Makes what was written survive a power cut: every file but the objects, which are durable already, and every folder.
pub fn make_durable(folder: &Path) -> Result<(), Failure> {
    for path in plain_files(folder)? {
        File::open(folder.join(path))?.sync_all()?;
    }
    sync_folders(folder)
}

fn sync_folders(folder: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    Ok(File::open(folder)?.sync_all()?)
}

/// Refuses links and other special files: the restore, which may run as root, would read what they lead to.
fn check_files(folder: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            check_files(&path)?;
        } else if !kind.is_file() {
            let problem = "is neither a file nor a folder; no backup contains such a thing";
            return Err(format!("{} {problem}", path.display()).into());
        }
    }
    Ok(())
}

/// The files of the backup but for the manifest and the objects, by their path below `folder`.
fn plain_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for name in [Path::new(""), Path::new("tables")] {
        let inner = folder.join(name);
        if !inner.exists() {
            continue;
        }
        for entry in fs::read_dir(inner)? {
            let entry = entry?;
            let path = name.join(entry.file_name());
            if entry.file_type()?.is_file() && path != Path::new(MANIFEST) {
                files.push(path);
            }
        }
    }
    Ok(files)
}

fn digests(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let files = plain_files(folder)?.into_iter();
    files
        .map(|path| Ok((path.display().to_string(), digest(&folder.join(path))?)))
        .collect()
}

fn digest(path: &Path) -> Result<String, Failure> {
    let mut file = File::open(path)?;
    let (mut digest, mut piece) = (Sha512::new(), vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(hex::encode(digest.finalize()));
        }
        digest.update(&piece[..read]);
    }
}
