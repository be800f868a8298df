use model::ErrorKind;

/// SQLite's primary result codes, which the low byte of every code holds (<https://www.sqlite.org/rescode.html>).
mod sqlite {
    pub const BUSY: i32 = 5;
    pub const LOCKED: i32 = 6;
    pub const NOMEM: i32 = 7;
    pub const READONLY: i32 = 8;
    pub const INTERRUPT: i32 = 9;
    pub const IOERR: i32 = 10;
    pub const FULL: i32 = 13;
    pub const CANTOPEN: i32 = 14;
    pub const PROTOCOL: i32 = 15;
    /// An extended code: the index of the WAL could not be enlarged. It says so only where the disk is full.
    pub const IOERR_SHMSIZE: i32 = IOERR | 19 << 8;
}

/// What a client can do about a failure of the database: `Full` and `Unavailable` pass, the rest is a fault of ours.
pub fn kind(error: &sqlx::Error) -> ErrorKind {
    match error {
        sqlx::Error::Database(cause) => cause
            .code()
            .map_or(ErrorKind::Internal, |code| by_code(&code)),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        // The connection is not where it should be, because it was cut or taken from another: it is closed, and the next may work.
        | sqlx::Error::Protocol(_)
        | sqlx::Error::BeginFailed => ErrorKind::Unavailable,
        _ => ErrorKind::Internal,
    }
}

/// PostgreSQL's codes are five characters, of which the first two are the class
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>); SQLite's are numbers below 10,000.
fn by_code(code: &str) -> ErrorKind {
    if code.len() == 5 {
        return by_sqlstate(code);
    }
    let Ok(code) = code.parse::<i32>() else {
        return ErrorKind::Internal;
    };
    if code == sqlite::IOERR_SHMSIZE {
        return ErrorKind::Full;
    }
    match code & 0xff {
        sqlite::FULL => ErrorKind::Full,
        sqlite::BUSY
        | sqlite::LOCKED
        | sqlite::NOMEM
        | sqlite::READONLY
        | sqlite::INTERRUPT
        | sqlite::IOERR
        | sqlite::CANTOPEN
        | sqlite::PROTOCOL => ErrorKind::Unavailable,
        _ => ErrorKind::Internal,
    }
}

fn by_sqlstate(code: &str) -> ErrorKind {
    match code {
        // disk_full
        "53100" => ErrorKind::Full,
        // read_only_sql_transaction (a standby), serialization_failure, deadlock_detected, lock_not_available,
        // invalid_catalog_name (the database is being replaced)
        "25006" | "40001" | "40P01" | "55P03" | "3D000" => ErrorKind::Unavailable,
        _ => match code.get(..2) {
            // connection exception, invalid authorization (the password was changed), insufficient resources, operator
            // intervention, system error
            Some("08" | "28" | "53" | "57" | "58") => ErrorKind::Unavailable,
            _ => ErrorKind::Internal,
        },
    }
}

/// What a client is told instead of the cause, which is the operator's.
pub fn sentence(error: &sqlx::Error) -> &'static str {
    match kind(error) {
        ErrorKind::Full => {
            "The disk of the database is full. Nothing was changed; an operator has to make room."
        }
        ErrorKind::Unavailable => {
            "The database does not work just now. Nothing was changed; try again in a moment."
        }
        _ => "The database failed.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_from_what_is_our_fault() {
        for (code, want) in [
            ("13", ErrorKind::Full),
            ("4874", ErrorKind::Full),
            ("5", ErrorKind::Unavailable),
            ("517", ErrorKind::Unavailable),
            ("7", ErrorKind::Unavailable),
            ("8", ErrorKind::Unavailable),
            ("10", ErrorKind::Unavailable),
            ("778", ErrorKind::Unavailable),
            ("14", ErrorKind::Unavailable),
            ("11", ErrorKind::Internal),
            ("26", ErrorKind::Internal),
            ("1", ErrorKind::Internal),
            ("2067", ErrorKind::Internal),
            ("53100", ErrorKind::Full),
            ("53300", ErrorKind::Unavailable),
            ("57P01", ErrorKind::Unavailable),
            ("08006", ErrorKind::Unavailable),
            ("25006", ErrorKind::Unavailable),
            ("23505", ErrorKind::Internal),
            ("42601", ErrorKind::Internal),
            ("XX001", ErrorKind::Internal),
        ] {
            assert_eq!(by_code(code), want, "{code}");
        }
    }

    #[test]
    fn no_connection_is_a_passing_failure() {
        for error in [
            sqlx::Error::PoolTimedOut,
            sqlx::Error::PoolClosed,
            sqlx::Error::WorkerCrashed,
            std::io::Error::from(std::io::ErrorKind::ConnectionReset).into(),
        ] {
            assert_eq!(kind(&error), ErrorKind::Unavailable, "{error}");
        }
        assert_eq!(kind(&sqlx::Error::RowNotFound), ErrorKind::Internal);
    }
}
