use ::identity::{Identity, Keystone};
use db::Db;
use registry::Registry;
use store::{FileStore, MemoryStore, Stores};

use super::Failure;
use crate::{
    Config, IdentityMode,
    config::{StoreConfig, StoreKind},
    requesters::requesters,
};

/// Database and stores, open and up to date.
#[derive(Debug)]
pub struct Backends {
    pub registry: Registry,
    pub identity: Identity,
    pub db: Db,
}

impl Backends {
    /// Opens what the configuration names.
    pub async fn open(config: &Config) -> Result<Self, Failure> {
        make_data_folder(config)?;
        let db = Db::open(&config.database()?).await?;
        db.migrate().await?;
        if db.is_being_restored().await? {
            return Err("a restore into this database has not come to its end; wait for it, or, if it broke off, restore again into a new database and an empty store".into());
        }
        Self::assemble(config, db).await
    }

    /// The same, without bringing the tables up to date.
    pub async fn open_as_it_is(config: &Config) -> Result<Self, Failure> {
        let db = Db::open(&config.database()?).await?;
        Self::assemble(config, db).await
    }

    /// What the configuration names around a database that is open.
    pub async fn assemble(config: &Config, db: Db) -> Result<Self, Failure> {
        let stores = stores(config).await?;
        let identity = identity(config, &db)?;
        let mut registry = config.registry(db.clone(), stores)?;
        if config.identity != IdentityMode::None {
            registry = registry.with_requesters(requesters(&identity));
        }
        Ok(Self {
            registry,
            identity,
            db,
        })
    }
}

/// Makes the folder for everything that has no place of its own.
pub fn make_data_folder(config: &Config) -> Result<(), Failure> {
    let folder = &config.data_dir;
    std::fs::create_dir_all(folder).map_err(|error| {
        format!(
            "the data folder {} cannot be made: {error}",
            folder.display()
        )
    })?;
    Ok(())
}

fn identity(config: &Config, db: &Db) -> Result<Identity, Failure> {
    let identity = Identity::new(db.clone())
        .with_sign_in_limits(config.sign_in_limits())
        .with_password_rules(config.password_rules());
    match (&config.keystone, config.identity) {
        (Some(settings), IdentityMode::Keystone) => {
            Ok(identity.with_keystone(Keystone::new(settings.clone(), &config.region)?))
        }
        _ => Ok(identity),
    }
}

/// The stores of the configuration, open.
pub async fn stores(config: &Config) -> Result<Stores, Failure> {
    let Some(StoreConfig {
        id,
        kind,
        path,
        capacity,
    }) = config.store.first().cloned()
    else {
        return file("file".into(), config.data_dir.join("store")).await;
    };
    match kind {
        StoreKind::File => {
            file(
                id.clone(),
                path.unwrap_or_else(|| config.data_dir.join("stores").join(id)),
            )
            .await
        }
        StoreKind::Memory => Ok(Stores::new(id, MemoryStore::new(capacity))),
    }
}

async fn file(id: String, path: std::path::PathBuf) -> Result<Stores, Failure> {
    let store = FileStore::open(&path)
        .await
        .map_err(|error| format!("store `{id}` at {}: {error}", path.display()))?;
    Ok(Stores::new(id, store))
}
