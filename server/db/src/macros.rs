/// Evaluates `$body` with `$pool` bound to the pool that is there and `$Db` to its kind.
#[macro_export]
macro_rules! with_db {
    ($db:expr, |$pool:ident, $Db:ident| $body:expr) => {
        match &$db {
            $crate::Db::Sqlite($pool) => {
                #[allow(dead_code, reason = "not every query names the database")]
                type $Db = $crate::sqlx::Sqlite;
                let $pool: &$crate::sqlx::SqlitePool = $pool;
                $body
            }
            $crate::Db::Postgres($pool) => {
                #[allow(dead_code, reason = "not every query names the database")]
                type $Db = $crate::sqlx::Postgres;
                $body
            }
        }
    };
}

/// Evaluates `$body`, a block that yields a `Result`, in a transaction: commits on `Ok`, rolls back on `Err`.
///
/// On SQLite the transaction takes the write lock at once: one that begins by reading and writes later
/// could be refused in the middle.
#[macro_export]
macro_rules! with_tx {
    ($db:expr, |$tx:ident, $Db:ident| $body:block) => {
        match &$db {
            $crate::Db::Sqlite(pool) => {
                #[allow(dead_code, reason = "not every query names the database")]
                type $Db = $crate::sqlx::Sqlite;
                let mut $tx = pool.begin_with("begin immediate").await?;
                let outcome = async { $body }.await;
                if outcome.is_ok() {
                    $tx.commit().await?;
                }
                outcome
            }
            $crate::Db::Postgres(pool) => {
                #[allow(dead_code, reason = "not every query names the database")]
                type $Db = $crate::sqlx::Postgres;
                let mut $tx = pool.begin().await?;
                let outcome = async { $body }.await;
                if outcome.is_ok() {
                    $tx.commit().await?;
                }
                outcome
            }
        }
    };
}
