//! What tests of every ring share: a fresh database of either kind, and people with projects.

mod data;
mod database;
pub mod openssl;
mod people;

pub use data::{body, noise, read};
pub use database::TestDb;
pub use openssl::{KeyKind, OpenSsl};
pub use people::{Fixtures, Person};

/// Runs a test on SQLite, and again on PostgreSQL.
///
/// ```text
/// both_databases! {
///     async fn an_image_has_one_owner(db: TestDb) { … }
/// }
/// ```
#[macro_export]
macro_rules! both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident: TestDb) $body:block)+) => {
        $(
            $(#[$attribute])*
            mod $name {
                use super::*;

                async fn scenario($db: $crate::TestDb) $body

                #[tokio::test(flavor = "multi_thread")]
                async fn on_sqlite() {
                    scenario($crate::TestDb::sqlite().await).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn on_postgres() {
                    scenario($crate::TestDb::postgres().await).await;
                }
            }
        )+
    };
}
