use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use db::{Db, DumpedObject};
use registry::{Fsck, StoredObject};

use super::{
    Backends, Failure,
    manifest::{self, Manifest},
    open,
    progress::Progress,
};
use crate::{Config, cli::RestoreArgs, config::StoreKind};

/// Makes an empty deployment what a backup says. Everything is checked before anything is written.
pub async fn restore(config: &Config, args: &RestoreArgs) -> Result<(), Failure> {
    let url = config.database()?;
    eprintln!("Checking the backup …");
    check_folder(&args.folder)?;
    let manifest = Manifest::read(&args.folder, &url)?;
    let objects = manifest::read_list(&args.folder)?;
    let problems = look_at(&manifest, &objects, &args.folder)?;
    if let Some(first) = problems.first()
        && !args.incomplete
    {
        let count = problems.len();
        return Err(format!(
            "{count} objects of the backup are missing or not whole, the first: {first}; use an older backup, or restore the rest with --incomplete. Nothing was written"
        )
        .into());
    }
    check_stores(config, &manifest)?;
    url.check_restore_target().await?;
    open::make_data_folder(config)?;
    let stores = open::stores(config).await?;
    for id in stores.ids() {
        if stores.get(id)?.marker().await?.is_some() {
            return Err(format!(
                "store `{id}` belongs to another database (it has a `store-id`); restore into a new, empty store"
            )
            .into());
        }
        if !stores.get(id)?.list().await?.is_empty() {
            return Err(
                format!("store `{id}` holds data already; restore into an empty one").into(),
            );
        }
    }

    eprintln!("Restoring the database …");
    let listed: Vec<DumpedObject> = objects.iter().map(listed).collect();
    let db = Db::load(&url, &args.folder, &manifest.dump, &listed).await?;
    let restored = fill(config, &db, &args.folder, &objects, problems).await;
    db.close().await;
    let left = restored?;
    let (images, bytes) = (manifest.dump.images, manifest.bytes);
    if left > 0 {
        return Err(format!("{images} images were restored, but {left} objects or accounts are not in order; `vitrine fsck` names them").into());
    }
    println!(
        "{images} images with {bytes} bytes were restored and verified. Everybody has to sign in again."
    );
    Ok(())
}

/// Refuses a folder in which every user of the machine can put another database while it is being read.
fn check_folder(folder: &Path) -> Result<(), Failure> {
    let wrong = |error| format!("{}: {error}", folder.display());
    let mode = fs::metadata(folder).map_err(wrong)?.mode() & 0o777;
    if mode & 0o002 != 0 {
        let shown = folder.display();
        return Err(format!("every user of this machine can write to {shown} (mode {mode:04o}), and whoever writes to a backup decides what is restored: chmod o-w {shown}").into());
    }
    Ok(())
}

/// What the list says of an object, to be compared with what the database says.
fn listed(object: &StoredObject) -> DumpedObject {
    DumpedObject {
        image: object.image.clone(),
        store: object.store.clone(),
        object_key: object.key.clone(),
        size: object.size.map(u64::cast_signed),
        sha512: object.sha512.clone(),
    }
}

/// What is wrong with the objects of a backup, as far as that can be seen without reading them.
fn look_at(
    manifest: &Manifest,
    objects: &[StoredObject],
    folder: &Path,
) -> Result<Vec<String>, Failure> {
    let mut problems = manifest.problems.clone();
    let from = folder.join(manifest::OBJECTS);
    for object in objects {
        let path: PathBuf = object.path(&from)?;
        let size = fs::metadata(&path).map(|file| file.len()).ok();
        if object.sha512.is_some() && size != object.size {
            problems.push(format!("image {}: {}", object.image, path.display()));
        }
    }
    problems.sort();
    problems.dedup();
    Ok(problems)
}

fn check_stores(config: &Config, manifest: &Manifest) -> Result<(), Failure> {
    let configured: Vec<&str> = if config.store.is_empty() {
        vec!["file"]
    } else {
        config.store.iter().map(|store| &*store.id).collect()
    };
    for store in &config.store {
        if store.kind == StoreKind::Memory {
            let id = &store.id;
            return Err(format!(
                "store `{id}` is in the memory of the server; it cannot be copied or restored"
            )
            .into());
        }
    }
    for id in &manifest.stores {
        if !configured.contains(&id.as_str()) {
            return Err(format!("the backup has objects of store `{id}`, which is not configured; name it in vitrine.toml").into());
        }
    }
    Ok(())
}

/// Brings the objects, ends what was under way, and looks whether all is in order. How much is not.
async fn fill(
    config: &Config,
    db: &Db,
    folder: &Path,
    objects: &[StoredObject],
    problems: Vec<String>,
) -> Result<usize, Failure> {
    let backends = Backends::assemble(config, db.clone()).await?;
    let system = backends.registry.system();
    system.claim_stores().await?;
    let from = folder.join(manifest::OBJECTS);
    let mut progress = Progress::new("Restored", objects.len());
    let incomplete = !problems.is_empty();
    for problem in problems {
        eprintln!("{problem}");
    }
    for object in objects {
        if let Some(problem) = system.import_object(object, &from).await? {
            let problem = format!("image {}: {problem}", object.image);
            if !incomplete {
                return Err(format!("{problem}. The restore did not end, and no server starts on it: restore another backup into a new database and an empty store").into());
            }
            eprintln!("{problem}");
        }
        progress.one_more(object.size.unwrap_or_default());
    }
    let ended = system.settle_restored().await?;
    if ended.uploads + ended.tasks > 0 {
        eprintln!(
            "{} uploads and {} tasks that were under way have ended; their images wait for data.",
            ended.uploads, ended.tasks
        );
    }
    let findings = system.fsck(Fsck::default()).await?;
    for finding in &findings {
        eprintln!("{finding}");
    }
    db.end_restore().await?;
    Ok(findings.len())
}
