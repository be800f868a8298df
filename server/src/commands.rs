//! What `vitrine` does when it is called.

mod backup;
mod fsck;
mod initial_password;
mod log_lines;
mod manifest;
mod metadefs;
mod open;
mod permissions;
mod progress;
mod restore;
mod serve;
mod user;

use std::{fmt::Display, io::IsTerminal, process::ExitCode};

pub use open::Backends;
use tracing_subscriber::EnvFilter;

use crate::{Cli, Command, Config};

/// Why a command ended early: a sentence for the operator.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs a command. Exit 0 if it did what it says, 1 if not, 2 if it was called or configured wrongly;
/// `fsck` 3 if something is left to be put right.
pub async fn run(cli: Cli) -> ExitCode {
    let config = match Config::read(&cli.flags) {
        Ok(config) => config,
        Err(error) => return failed(&error, 2),
    };
    log();
    permissions::keep_new_files_private();
    let done = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(config).await,
        Command::Migrate => migrate(&config).await,
        Command::Check => check(&config).await,
        Command::Fsck(flags) => return Box::pin(fsck::fsck(&config, flags)).await,
        Command::Backup { folder } => backup::backup(&config, &folder).await,
        Command::Restore(args) => restore::restore(&config, &args).await,
        Command::Metadefs(command) => metadefs::run(&config, command).await,
        Command::User(command) => user::run(&config, command).await,
    };
    done.map_or_else(|error| failed(&error, 1), |()| ExitCode::SUCCESS)
}

async fn migrate(config: &Config) -> Result<(), Failure> {
    Backends::open(config).await?;
    println!("The database is up to date.");
    Ok(())
}

async fn check(config: &Config) -> Result<(), Failure> {
    let backends = Backends::open(config).await?;
    backends.registry.system().claim_stores().await?;
    backends.registry.system().probe().await?;
    backends.identity.probe().await?;
    for sentence in permissions::review(config, permissions::Review::Report) {
        println!("Warning: {sentence}");
    }
    backends.identity.sync_limits().await?;
    if let Some(problem) = backends.identity.limits_problem() {
        println!("Warning: {problem}.");
    }
    println!("Configuration, database and stores are in order.");
    Ok(())
}

fn failed(error: &dyn Display, code: u8) -> ExitCode {
    eprintln!("vitrine: {error}");
    ExitCode::from(code)
}

/// Whether the log may have colours: on a terminal, unless [`NO_COLOR`](https://no-color.org) says otherwise.
fn has_colour() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !unwanted
}

/// The log goes to standard error: standard output is for what a command answers.
fn log() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,vitrine=info,server=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(has_colour())
        .with_writer(log_lines::LogLines)
        .init();
}
