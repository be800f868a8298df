//! Who may read what the server keeps: the database holds password hashes, the store everybody's images.

use std::{
    ffi::OsString,
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rustix::{fs::Mode, process};

use crate::{Config, config::StoreKind};

/// Nobody else has a reason to read what only this server makes.
const GROUP_AND_OTHERS: u32 = 0o077;
/// A folder or a password that an operator made may be meant for a group.
const OTHERS: u32 = 0o007;

/// Has everything that this process makes be its owner's alone: folders 0700, files 0600.
pub fn keep_new_files_private() {
    process::umask(Mode::RWXG | Mode::RWXO);
}

/// What to do about something that others may read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Take the right away where that is safe, and report the rest.
    Correct,
    /// Only report it.
    Report,
}

/// A sentence for everything of ours that others than its owner may read.
pub fn review(config: &Config, review: Review) -> Vec<String> {
    let mut sentences = Vec::new();
    for path in made_by_us(config) {
        sentences.extend(look_at(&path, GROUP_AND_OTHERS, review));
    }
    // These may hold more than what is ours, or belong to whoever set the server up: nothing is changed there.
    sentences.extend(look_at(&config.data_dir, OTHERS, Review::Report));
    if let Some(file) = &config.secret_file {
        sentences.extend(look_at(file, OTHERS, Review::Report));
    }
    if let Some(keystone) = &config.keystone
        && let Some(file) = &keystone.password_file
    {
        sentences.extend(look_at(file, OTHERS, Review::Report));
    }
    sentences
}

/// Files and folders that no other program has a reason to read.
fn made_by_us(config: &Config) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    if let Some(file) = config.database().ok().and_then(|url| url.sqlite_file()) {
        for suffix in ["", "-wal", "-shm", "-reserve"] {
            let mut name = OsString::from(&file);
            name.push(suffix);
            paths.push(name.into());
        }
    }
    for root in store_folders(config) {
        paths.extend(["objects", "writing"].map(|name| root.join(name)));
    }
    paths
}

/// The folders of the file stores.
fn store_folders(config: &Config) -> Vec<PathBuf> {
    if config.store.is_empty() {
        return vec![config.data_dir.join("store")];
    }
    let files = config
        .store
        .iter()
        .filter(|store| store.kind == StoreKind::File);
    files
        .map(|store| {
            let usual = || config.data_dir.join("stores").join(&store.id);
            store.path.clone().unwrap_or_else(usual)
        })
        .collect()
}

fn look_at(path: &Path, foreign: u32, review: Review) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    let mode = metadata.mode() & 0o777;
    if mode & foreign == 0 {
        return None;
    }
    let (shown, private) = (path.display(), mode & !foreign);
    let ours = metadata.uid() == process::geteuid().as_raw();
    if review == Review::Correct && ours {
        match fs::set_permissions(path, Permissions::from_mode(private)) {
            Ok(()) => {
                return Some(format!(
                    "{shown} could be read by other users of this machine (mode {mode:04o}); it is {private:04o} now"
                ));
            }
            Err(error) => tracing::debug!(%error, path = %shown, "a mode could not be changed"),
        }
    }
    Some(format!(
        "{shown} can be read by other users of this machine (mode {mode:04o}): chmod {private:o} {shown}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Flags;

    fn config(folder: &Path) -> Config {
        let variables = [(
            "VITRINE_DATA_DIR".to_owned(),
            folder.to_str().expect("a path").to_owned(),
        )];
        Config::from_layers(&Flags::default(), variables.into_iter()).expect("a configuration")
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").mode() & 0o777
    }

    #[test]
    fn what_others_may_read_is_reported_and_corrected_where_it_is_ours() {
        let folder = tempfile::tempdir().expect("a folder");
        let (database, objects) = (
            folder.path().join("vitrine.db"),
            folder.path().join("store/objects"),
        );
        fs::create_dir_all(&objects).expect("a folder");
        fs::write(&database, "").expect("a file");
        for (path, open) in [
            (&*database, 0o644),
            (&*objects, 0o755),
            (folder.path(), 0o755),
        ] {
            fs::set_permissions(path, Permissions::from_mode(open)).expect("a mode");
        }
        let mut config = config(folder.path());

        let told = review(&config, Review::Report);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(
            told[0].contains("vitrine.db") && told[0].contains("chmod 600"),
            "{told:?}"
        );
        assert_eq!(
            (mode(&database), mode(&objects)),
            (0o644, 0o755),
            "only reported"
        );

        assert_eq!(review(&config, Review::Correct).len(), 3);
        assert_eq!((mode(&database), mode(&objects)), (0o600, 0o700));
        assert_eq!(mode(folder.path()), 0o755, "it may hold what others read");

        fs::set_permissions(folder.path(), Permissions::from_mode(0o750)).expect("a mode");
        assert_eq!(review(&config, Review::Report), Vec::<String>::new());

        let file = folder.path().join("vitrine.toml");
        fs::write(&file, "").expect("a file");
        fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("a mode");
        config.secret_file = Some(file);
        let told = review(&config, Review::Correct);
        assert!(
            told.len() == 1 && told[0].contains("vitrine.toml"),
            "{told:?}"
        );
    }
}
