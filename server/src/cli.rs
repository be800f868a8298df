use std::{fmt, path::PathBuf};

use clap::{Args, Parser, Subcommand};

/// Vitrine: a registry for virtual-machine images.
#[derive(Debug, Parser)]
#[command(name = "vitrine", version, about)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub flags: Flags,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the registry and its dashboard. This is the default.
    Serve,
    /// Run the database migrations.
    Migrate,
    /// Check the configuration, the database, the stores and, where it is used, Keystone. Exit 0 if all are in order, 1 if not.
    Check,
    /// Compare the database, the stored data and the quotas, and list what differs. Exit 0 if nothing differs or all was
    /// repaired, 3 if something is left.
    Fsck(FsckArgs),
    /// Copy the database and all images into a new folder, also while the server runs, and verify every image.
    Backup {
        /// The folder, which must be missing or empty.
        folder: PathBuf,
    },
    /// Bring a backup back into an empty deployment: no database file, or an empty PostgreSQL database, and empty stores.
    Restore(RestoreArgs),
    /// Load metadata definitions from files, or export them, also while the server runs.
    #[command(subcommand)]
    Metadefs(MetadefsCommand),
    /// Manage the users of the local identity, also while the server runs.
    #[command(subcommand)]
    User(UserCommand),
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
#[derive(Clone, Copy, Debug, Args)]
pub struct FsckArgs {
    /// Repair what can be repaired. Without this flag nothing is changed.
    #[arg(long)]
    pub repair: bool,
    /// With --repair: deactivate images whose data is missing, so that they are not offered. Reactivate them when their data is back.
    #[arg(long, requires = "repair")]
    pub repair_missing: bool,
    /// With --repair: also remove orphans (objects that the database does not know) when there are more than 10 and they are more
    /// than a tenth of the store. So many usually mean that the database is the wrong one or an old one.
    #[arg(long, requires = "repair")]
    pub repair_orphans: bool,
    /// Read every image completely and compare its digest.
    #[arg(long)]
    pub read_all: bool,
}

#[derive(Clone, Debug, Args)]
pub struct RestoreArgs {
    /// The folder that `vitrine backup` has filled.
    pub folder: PathBuf,
    /// Restore what is whole although the data of some images is missing or damaged. Exit 1 then, and name them.
    #[arg(long)]
    pub incomplete: bool,
}

#[derive(Debug, Subcommand)]
pub enum MetadefsCommand {
    /// Load namespaces from files in the JSON layout of Glance's definition files. All files are read before the first namespace is
    /// written.
    Load {
        /// Files, or folders whose files end with `.json`.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Change namespaces that are there already to what the file says, and keep whatever else they hold.
        #[arg(long, conflicts_with = "replace")]
        merge: bool,
        /// Change namespaces that are there already to what the file says, and delete whatever else they hold.
        #[arg(long)]
        replace: bool,
    },
    /// Write each namespace into a file of a folder, in the layout that `load` reads. A file that is there is overwritten.
    Export {
        /// The folder; it is created if it is missing.
        folder: PathBuf,
        /// Only the namespace of this name. May be given several times.
        #[arg(long, value_name = "NAME")]
        namespace: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// List all users with their domain, state and roles.
    List,
    /// Add a user to the domain `Default`, and the project if there is none of that name.
    ///
    /// The password is the first line of standard input.
    Add {
        /// The name of the new user.
        name: String,
        /// The project in which the user gets the role.
        #[arg(long)]
        project: String,
        /// The role: reader, member, admin or service.
        #[arg(long, default_value = "member")]
        role: model::Role,
    },
    /// Set a new password, which is the first line of standard input, and end the user's tokens and sessions.
    Passwd(WhichUser),
    /// Disable a user and end their tokens and sessions. The last enabled admin cannot be disabled.
    Disable(WhichUser),
    /// Enable a user. Tokens and sessions from before stay ended.
    Enable(WhichUser),
}

/// A user that is there already.
#[derive(Debug, Args)]
pub struct WhichUser {
    /// The name of the user.
    pub name: String,
    /// The name of the user's domain.
    #[arg(long, default_value = "Default")]
    pub domain: String,
}

impl fmt::Display for WhichUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Flags override variables, which override the file. Each has the name of its key.
#[derive(Debug, Default, Args)]
pub struct Flags {
    /// Read the configuration from this file. Without it, `vitrine.toml` in the current folder is read if it exists.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Listen on this address, such as 127.0.0.1:3000.
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Begin links with this URL, by which clients reach the server.
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// Keep the database, the file store and everything else in this folder.
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data_dir: Option<String>,
    /// Use this database: sqlite://… or postgres://… Other users of the machine see it in the list of processes: a password
    /// belongs into `VITRINE_DATABASE_URL` or the file.
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// Get users and tokens from here: local, keystone or none.
    #[arg(long, global = true, value_name = "MODE")]
    pub identity: Option<String>,
}

impl Flags {
    /// The flags that were given, by the name of their key.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let flags = [
            ("listen", &self.listen),
            ("public_url", &self.public_url),
            ("data_dir", &self.data_dir),
            ("database_url", &self.database_url),
            ("identity", &self.identity),
        ];
        flags
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.as_deref()?)))
    }
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::Cli;

    /// Every command below `command`, with the path that leads to it.
    fn below(command: &Command, path: &str, found: &mut Vec<(String, String)>) {
        for one in command.get_subcommands() {
            let path = format!("{path} {}", one.get_name());
            let about = one.get_about().map(ToString::to_string);
            found.push((path.clone(), about.unwrap_or_default()));
            below(one, &path, found);
        }
    }

    #[test]
    fn every_command_says_in_the_imperative_what_it_does() {
        let mut found = Vec::new();
        below(&Cli::command(), "vitrine", &mut found);
        let users = ["list", "add", "passwd", "disable", "enable"];
        for name in users.map(|name| format!("vitrine user {name}")) {
            assert!(found.iter().any(|(path, _)| *path == name), "{name}");
        }
        for (path, about) in found {
            let verb = about.split(' ').next().unwrap_or_default();
            assert!(!verb.is_empty() && !verb.ends_with('s'), "{path}: {about}");
        }
    }
}
