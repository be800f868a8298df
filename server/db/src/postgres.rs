use std::{io, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, Executor, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::{Instant, sleep, timeout};

use crate::{Error, Url, releases::APPLICATION};

/// Connections of one node: a sixth of PostgreSQL's default of 100, so that several nodes fit.
const CONNECTIONS: u32 = 16;
/// How long a request waits for a connection: a restart of PostgreSQL takes a few seconds, and nobody should notice it.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// A transaction in which nothing happens ends after this time, and gives its locks free: nothing here waits so long between
/// two statements, so its owner has failed. As a statement, because proxies such as `PgBouncer` refuse it as a start-up parameter.
const END_IDLE_TRANSACTIONS: &str = "set idle_in_transaction_session_timeout = '5min'";
/// How often a server that is starting up is asked again.
const AGAIN: Duration = Duration::from_millis(250);

/// Opens a pool, once one connection has worked.
pub async fn open(url: &Url) -> Result<PgPool, Error> {
    let wrong = |cause| Error::Open {
        place: url.to_string(),
        cause,
    };
    let options = PgConnectOptions::from_str(url.as_str())
        .map_err(wrong)?
        .application_name(APPLICATION);
    try_once(&options)
        .await
        .map_err(|problem| Error::Postgres {
            place: place(&options),
            problem,
        })?;
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(END_IDLE_TRANSACTIONS).await.map(drop) })
        })
        .connect_with(options)
        .await
        .map_err(wrong)
}

/// One connection without the pool, which would try again and again and in the end only say that time was up.
async fn try_once(options: &PgConnectOptions) -> Result<(), String> {
    let last = Instant::now() + ACQUIRE_TIMEOUT;
    loop {
        let connected = timeout(ACQUIRE_TIMEOUT, options.connect()).await;
        let error = match connected {
            Ok(Ok(connection)) => {
                // It has done its work.
                let _ = connection.close().await;
                return Ok(());
            }
            Ok(Err(error)) => error,
            Err(_) => {
                return Err(format!(
                    "no answer within {} seconds; a firewall may drop what is sent there, or the server does not respond",
                    ACQUIRE_TIMEOUT.as_secs()
                ));
            }
        };
        // PostgreSQL says so itself while it starts.
        let starting = code(&error).as_deref() == Some("57P03");
        if !starting || Instant::now() + AGAIN > last {
            return Err(explain(&error, options));
        }
        sleep(AGAIN).await;
    }
}

/// The server's address and the database, without user and password.
fn place(options: &PgConnectOptions) -> String {
    let database = options
        .get_database()
        .unwrap_or_else(|| options.get_username());
    match options.get_socket() {
        Some(socket) => format!("{}, database `{database}`", socket.display()),
        None => format!(
            "{}:{}, database `{database}`",
            options.get_host(),
            options.get_port()
        ),
    }
}

/// What went wrong, and what to look at.
fn explain(error: &sqlx::Error, options: &PgConnectOptions) -> String {
    let user = options.get_username();
    match error {
        sqlx::Error::Io(cause) => explain_io(cause),
        sqlx::Error::Tls(cause) => {
            format!("TLS failed: {cause}; look at sslmode and sslrootcert in database_url")
        }
        sqlx::Error::Database(cause) => match cause.code().as_deref() {
            Some("28P01") => {
                format!("wrong password for user `{user}`; look at the password in database_url")
            }
            Some("28000") => format!(
                "user `{user}` is refused ({}); look at the user in database_url and at pg_hba.conf",
                cause.message()
            ),
            Some("3D000") => format!(
                "there is no such database; look at the name in database_url, or make it: createdb --encoding=UTF8 {}",
                options.get_database().unwrap_or(user)
            ),
            Some("53300") => {
                "it takes no more connections; look at max_connections and at who holds them"
                    .to_owned()
            }
            Some("57P03") => format!("it is not ready ({})", cause.message()),
            _ => cause.message().to_owned(),
        },
        other => other.to_string(),
    }
}

fn explain_io(cause: &io::Error) -> String {
    // The resolver's errors have no kind of their own.
    if cause.to_string().contains("lookup") {
        return format!("name not found ({cause}); look at the host in database_url");
    }
    match cause.kind() {
        io::ErrorKind::ConnectionRefused => {
            "connection refused; look whether PostgreSQL runs there and listens on that address and port".to_owned()
        }
        io::ErrorKind::NotFound => {
            "there is no such socket; look whether PostgreSQL runs and where it keeps its socket".to_owned()
        }
        _ => format!("{cause}; look at host and port in database_url and at the network between"),
    }
}

fn code(error: &sqlx::Error) -> Option<String> {
    let sqlx::Error::Database(cause) = error else {
        return None;
    };
    cause.code().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refusal(url: &str) -> String {
        let url: Url = url.parse().expect("an address");
        open(&url).await.expect_err("nobody there").to_string()
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_named_at_once_without_its_password() {
        // A port that was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let began = Instant::now();
        let said = refusal(&format!(
            "postgres://vitrine:secret@127.0.0.1:{port}/images"
        ))
        .await;
        assert!(began.elapsed() < Duration::from_secs(2), "{said}");
        assert!(
            said.contains(&format!("127.0.0.1:{port}")) && said.contains("connection refused"),
            "{said}"
        );
        assert!(
            said.contains("`images`") && !said.contains("secret"),
            "{said}"
        );
    }

    #[tokio::test]
    async fn a_name_that_nobody_knows_is_said_to_be_none() {
        let said = refusal("postgres://vitrine@postgres.invalid/vitrine").await;
        assert!(
            said.contains("postgres.invalid:5432") && said.contains("name not found"),
            "{said}"
        );
    }
}
