//! Web sessions, kept in the same database as everything else.

use async_trait::async_trait;
use db::Db;
use time::Duration;
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store::{ExpiredDeletion, Result},
};
use tower_sessions_sqlx_store::{PostgresStore, SqliteStore};

use crate::Config;

/// The sessions of either database.
#[derive(Clone, Debug)]
pub enum Sessions {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

impl Sessions {
    /// The sessions in `db`; their table is made if it is not there.
    pub async fn open(
        db: &Db,
    ) -> std::result::Result<Self, tower_sessions_sqlx_store::sqlx::Error> {
        match db {
            Db::Sqlite(pool) => {
                let store = SqliteStore::new(pool.clone());
                store.migrate().await.map(|()| Self::Sqlite(store))
            }
            Db::Postgres(pool) => {
                let store = PostgresStore::new(pool.clone());
                store.migrate().await.map(|()| Self::Postgres(store))
            }
        }
    }

    /// Forgets sessions that have expired.
    pub async fn sweep(&self) -> Result<()> {
        match self {
            Self::Sqlite(store) => store.delete_expired().await,
            Self::Postgres(store) => store.delete_expired().await,
        }
    }

    /// The layer that finds a request's session by its cookie. Nothing is written before somebody signs in.
    pub fn layer(self, config: &Config) -> SessionManagerLayer<Self> {
        // Browsers refuse the prefix without TLS.
        let name = if config.is_secure() {
            "__Host-vitrine"
        } else {
            "vitrine"
        };
        // The longest that any may last; when one ends before, the identity knows.
        let life = Duration::seconds(config.session_life.cast_signed());
        SessionManagerLayer::new(self)
            .with_name(name)
            .with_secure(config.is_secure())
            .with_same_site(SameSite::Lax)
            .with_http_only(true)
            .with_path("/")
            .with_expiry(Expiry::OnInactivity(life))
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        match self {
            Self::Sqlite(store) => store.create(record).await,
            Self::Postgres(store) => store.create(record).await,
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        match self {
            Self::Sqlite(store) => store.save(record).await,
            Self::Postgres(store) => store.save(record).await,
        }
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        match self {
            Self::Sqlite(store) => store.load(id).await,
            Self::Postgres(store) => store.load(id).await,
        }
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        match self {
            Self::Sqlite(store) => store.delete(id).await,
            Self::Postgres(store) => store.delete(id).await,
        }
    }
}
