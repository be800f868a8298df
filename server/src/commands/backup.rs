use std::{
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use db::DumpedObject;
use registry::{Hold, StoredObject};

use super::{
    Backends, Failure,
    manifest::{self, Manifest},
    progress::Progress,
};
use crate::{Config, config::StoreKind};

/// Copies database and data into `folder`, also while servers run, and checks every image on the way.
pub async fn backup(config: &Config, folder: &Path) -> Result<(), Failure> {
    check(config)?;
    let backends = Backends::open_as_it_is(config).await?;
    let url = config.database()?;
    if backends.db.applied_migrations().await? != url.known_migrations() {
        return Err("the database has other tables than those of this release: make the backup with the release that serves it, or run `vitrine migrate` first".into());
    }
    backends.registry.system().claim_stores().await?;
    let folder = make(folder)?;
    let need = backends.db.size().await? + backends.registry.system().stored_bytes().await?;
    has_room(&folder, need)?;
    let hold = backends.registry.system().hold_objects().await?;
    let written = write(&backends, config, &folder, &hold).await;
    // Released also where the copy failed.
    let released = hold.release().await;
    let manifest = written?;
    released?;
    summary(&manifest, &folder)
}

/// Refuses what cannot be copied from outside of the server.
fn check(config: &Config) -> Result<(), Failure> {
    let in_memory = config
        .store
        .iter()
        .find(|store| store.kind == StoreKind::Memory);
    if let Some(store) = in_memory {
        let id = &store.id;
        return Err(format!(
            "store `{id}` is in the memory of the server; it cannot be copied or restored"
        )
        .into());
    }
    if let Some(file) = config.database()?.sqlite_file()
        && !file.exists()
    {
        return Err(format!("there is no database at {}", file.display()).into());
    }
    Ok(())
}

/// Makes the folder, which only its owner can enter. One that is there has to be empty, and our own: whoever owns it could
/// put another database there before it is restored.
fn make(folder: &Path) -> Result<PathBuf, Failure> {
    let wrong = |error: io::Error| format!("{}: {error}", folder.display());
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(wrong)?;
    if fs::read_dir(folder).map_err(wrong)?.next().is_some() {
        return Err(format!(
            "{} is not empty; name a new folder for each backup",
            folder.display()
        )
        .into());
    }
    let folder = folder.canonicalize().map_err(wrong)?;
    let metadata = fs::metadata(&folder).map_err(wrong)?;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(format!(
            "{} belongs to another user, who could change the backup; name a new folder",
            folder.display()
        )
        .into());
    }
    if metadata.mode() & 0o077 != 0 {
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).map_err(wrong)?;
    }
    Ok(folder)
}

fn has_room(folder: &Path, need: u64) -> Result<(), Failure> {
    let stat = rustix::fs::statvfs(folder)?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    if free < need {
        return Err(format!(
            "the backup needs about {need} bytes, and {} has room for {free}",
            folder.display()
        )
        .into());
    }
    Ok(())
}

async fn write(
    backends: &Backends,
    config: &Config,
    folder: &Path,
    hold: &Hold,
) -> Result<Manifest, Failure> {
    eprintln!("Copying the database …");
    let (dump, objects) = backends.db.dump(folder).await?;
    hold.database_copied().await?;
    let to = folder.join(manifest::OBJECTS);
    fs::create_dir(&to)?;
    let mut progress = Progress::new("Copied", objects.len());
    let (mut copied, mut problems) = (Vec::new(), Vec::new());
    for object in objects {
        let mut object = stored(object);
        let problem = backends
            .registry
            .system()
            .export(&mut object, &to)
            .await
            .map_err(|error| format!("{}: {error}", to.display()))?;
        progress.one_more(object.size.unwrap_or_default());
        if let Some(problem) = problem {
            let problem = format!(
                "image {} in store {}: {problem}",
                object.image, object.store
            );
            eprintln!("{problem}");
            problems.push(problem);
        }
        copied.push(object);
    }
    manifest::write_list(folder, &copied)?;
    manifest::make_durable(folder)?;
    let manifest = Manifest::new(folder, &config.database()?, dump, &copied, problems)?;
    manifest.write(folder)?;
    Ok(manifest)
}

fn stored(object: DumpedObject) -> StoredObject {
    StoredObject {
        image: object.image,
        store: object.store,
        key: object.object_key,
        size: object.size.map(i64::cast_unsigned),
        sha512: object.sha512,
    }
}

fn summary(manifest: &Manifest, folder: &Path) -> Result<(), Failure> {
    let (images, objects, bytes) = (manifest.dump.images, manifest.objects, manifest.bytes);
    let place = folder.display();
    if manifest.verified {
        println!(
            "{images} images, {objects} objects of {bytes} bytes are in {place}; every object was verified."
        );
        return Ok(());
    }
    let wrong = manifest.problems.len();
    Err(format!("{images} images are in {place}, but {wrong} of {objects} objects are not as the database says; they are named above and in manifest.json").into())
}
