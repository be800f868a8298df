use std::path::PathBuf;

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
    /// Serves the registry and its dashboard. The default.
    Serve,
    /// Brings the database's tables up to date, and ends.
    Migrate,
    /// Looks whether configuration, database and stores are in order: exit 0 if so, 1 if not.
    Check,
    /// Looks whether rows, bytes and accounts agree, and lists what does not: exit 0 if all is in order, or was put in
    /// order, 3 if something is left.
    Fsck(FsckArgs),
    /// Looks after users of the local identity.
    #[command(subcommand)]
    User(UserCommand),
}

#[derive(Clone, Copy, Debug, Args)]
pub struct FsckArgs {
    /// Puts right what can be put right. Without it nothing is changed.
    #[arg(long)]
    pub repair: bool,
    /// Reads every image whole and compares its digest.
    #[arg(long)]
    pub read_all: bool,
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Makes a user, and the project if there is none of that name. The password is read from standard input.
    Add {
        /// The user's name, unique in the domain `Default`.
        name: String,
        /// The project in which they get the role.
        #[arg(long)]
        project: String,
        /// reader, member, admin or service.
        #[arg(long, default_value = "member")]
        role: model::Role,
    },
}

/// Flags stand above variables, which stand above the file. Each has the name of its key.
#[derive(Debug, Default, Args)]
pub struct Flags {
    /// The configuration file. Without it, `vitrine.toml` in the current folder if there is one.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The address of the port, such as 127.0.0.1:3000.
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The base of links, as clients see it.
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// The folder of the database, the file store and everything else that is kept.
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data_dir: Option<String>,
    /// sqlite://… or postgres://…
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// local, keystone or none.
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
