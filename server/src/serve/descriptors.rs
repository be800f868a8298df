//! Open files: a connection needs one, and so does the file that it reads or writes.

use rustix::process::{Resource, getrlimit, setrlimit};

use crate::Config;

/// Open files that are kept for other things: databases, the log, refused connections, jobs.
const RESERVED: u64 = 64;
/// Below this the operator is told: it is the limit that most systems begin with.
const LOW: u64 = 1024;

/// Raises the limit of open files as far as the system lets it be, and lowers `max_connections` to what it holds.
pub fn fit(config: &mut Config) {
    let limit = raise();
    let fitting = connections_for(limit);
    if limit < LOW || fitting < config.max_connections {
        tracing::warn!(
            open_files = limit,
            connections = fitting.min(config.max_connections),
            "the limit of open files is low; raise it (`LimitNOFILE` of systemd, `ulimit -n`) to serve more connections at once"
        );
    }
    config.max_connections = config.max_connections.min(fitting);
}

/// The limit of open files of this process, as high as it may set it.
fn raise() -> u64 {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let (before, wanted) = (limit.current, limit.maximum);
        limit.current = wanted;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::debug!(%error, "the limit of open files could not be raised");
            limit.current = before;
        }
    }
    limit.current.unwrap_or(u64::MAX)
}

/// How many connections fit below a limit of open files, with a file for each.
fn connections_for(limit: u64) -> u64 {
    (limit.saturating_sub(RESERVED) / 2).max(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_room_for_the_files_that_they_read() {
        assert_eq!(connections_for(256), 96);
        assert_eq!(connections_for(1024), 480);
        assert_eq!(
            connections_for(10),
            8,
            "even the smallest limit serves somebody"
        );
    }

    #[test]
    fn a_limit_that_is_too_low_lowers_the_connections() {
        let table = "max_connections = 1000000000".parse().expect("TOML");
        let mut config = Config::from_table(table).expect("a configuration");
        fit(&mut config);
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum, "the limit was raised");
        let most = connections_for(limit.current.unwrap_or(u64::MAX));
        assert_eq!(config.max_connections, most.min(1_000_000_000));
    }
}
