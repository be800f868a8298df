use std::io::{self, BufRead};

use model::Password;

use super::{Failure, Opened};
use crate::{Config, IdentityMode, cli::UserCommand};

/// Does what is asked about a user.
pub async fn run(config: &Config, command: UserCommand) -> Result<(), Failure> {
    if config.identity == IdentityMode::Keystone {
        return Err("users are Keystone's here; `openstack user create` makes one".into());
    }
    let identity = Opened::open(config).await?.identity;
    // A server that never ran has not made the domain yet.
    identity.ensure_domain().await?;
    match command {
        UserCommand::Add {
            name,
            project,
            role,
        } => {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line)?;
            let password = Password::new(line.trim_end_matches(['\r', '\n']))?;
            if password.expose().is_empty() {
                return Err("the password on standard input is empty".into());
            }
            let user = identity.add_user(&name, &password).await?;
            let project_id = identity.ensure_project(&project).await?;
            identity.assign(&user, &project_id, role).await?;
            println!("User `{name}` is {role} in project `{project}`.");
            Ok(())
        }
    }
}
