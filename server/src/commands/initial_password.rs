//! The password that the first start makes up: in a file that only its owner reads, until it is changed.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use ::identity::{Identity, Result, Secret};
use model::Password;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::Failure;
use crate::Config;

/// The file's name in the data folder.
const NAME: &str = "initial-admin-password";
/// How often it is checked whether the password was changed: on whichever node that happened.
const CHECK: Duration = Duration::from_secs(10);

/// Makes the first admin where there is no user yet. Returns the file of the password that was made up, as long as it
/// has not been changed.
pub async fn first_start(
    identity: &Identity,
    config: &Config,
) -> std::result::Result<Option<PathBuf>, Failure> {
    let file = config.data_dir.join(NAME);
    if config.admin_password.is_some() || identity.has_users().await? {
        identity.bootstrap(config.admin_password.clone()).await?;
        return Ok(file.exists().then_some(file));
    }
    // Before the account exists: a crash between the two must not leave an account that nobody can use.
    let text = kept_or_new(&file)
        .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    let password = Password::new(text.as_str())?;
    if identity.bootstrap(Some(password)).await?.is_some() {
        return Ok(Some(file));
    }
    // Another node was first; its own file has the password.
    fs::remove_file(&file)?;
    Ok(None)
}

/// Removes the file once its password is not the admin's any more.
pub async fn remove_when_changed(file: PathBuf, identity: Identity, stop: CancellationToken) {
    let mut seen = None;
    loop {
        match is_outdated(&file, &identity, &mut seen).await {
            Ok(true) => match fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, file = %file.display(), "the initial password could not be removed; remove it");
                }
                _ => return,
            },
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "it is unknown whether the initial password was changed");
            }
        }
        tokio::select! {
            () = sleep(CHECK) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Whether the file's password is not the admin's. It is compared only where something has changed since `seen`.
async fn is_outdated(file: &Path, identity: &Identity, seen: &mut Option<i64>) -> Result<bool> {
    let generation = identity.admin_generation().await?;
    if generation.is_none() {
        return Ok(true);
    }
    if *seen == generation {
        return Ok(!file.exists());
    }
    let Ok(text) = fs::read_to_string(file) else {
        return Ok(!file.exists());
    };
    let Ok(password) = Password::new(text.trim_end()) else {
        return Ok(true);
    };
    if !identity.is_admins(&password).await? {
        return Ok(true);
    }
    *seen = generation;
    Ok(false)
}

/// The password in the file, as a start left it that was interrupted; or a new one, which is in it then.
fn kept_or_new(file: &Path) -> std::result::Result<String, Failure> {
    match fs::read_to_string(file) {
        Ok(text) if !text.trim_end().is_empty() => return Ok(text.trim_end().to_owned()),
        // Cut off before the first byte.
        Ok(_) => fs::remove_file(file)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let (_, secret) = Secret::password()?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut backends = options.open(file)?;
    backends.write_all(format!("{}\n", secret.expose()).as_bytes())?;
    backends.sync_all()?;
    Ok(secret.expose().to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use testkit::both_databases;

    use super::*;
    use crate::Flags;

    fn config(folder: &Path) -> Config {
        let variables = [("VITRINE_DATA_DIR".to_owned(), folder.display().to_string())];
        Config::from_layers(&Flags::default(), variables.into_iter()).expect("a configuration")
    }

    both_databases! {
        async fn the_initial_password_is_in_a_file_of_its_owner_until_it_is_changed(db: TestDb) {
            let (identity, config) = (Identity::new(db.db.clone()), config(db.folder()));
            let file = first_start(&identity, &config).await.expect("a start").expect("a file");
            let mode = fs::metadata(&file).expect("the file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            let text = fs::read_to_string(&file).expect("the password");
            let password = Password::new(text.trim_end()).expect("short");
            assert!(identity.is_admins(&password).await.expect("checked"));
            let again = first_start(&identity, &config).await.expect("a second start");
            assert_eq!(again.as_ref(), Some(&file));
            let mut seen = None;
            assert!(!is_outdated(&file, &identity, &mut seen).await.expect("checked"));
            let admin = identity.user_called("admin", "Default").await.expect("the admin");
            let other = Password::new("four green kettles").expect("short");
            identity.set_password(&admin, &other).await.expect("changed");
            let stop = CancellationToken::new();
            remove_when_changed(file.clone(), identity.clone(), stop).await;
            assert!(!file.exists());
            assert_eq!(first_start(&identity, &config).await.expect("a start"), None);
        }

        async fn a_start_that_was_interrupted_goes_on_with_the_password_in_the_file(db: TestDb) {
            let (identity, config) = (Identity::new(db.db.clone()), config(db.folder()));
            let kept = kept_or_new(&db.folder().join(NAME)).expect("a password");
            first_start(&identity, &config).await.expect("a start").expect("a file");
            let password = Password::new(kept).expect("short");
            assert!(identity.is_admins(&password).await.expect("checked"));
        }
    }
}
