use std::io::{self, BufRead};

use ::identity::{Identity, ListedUser};
use model::Password;

use super::{Backends, Failure};
use crate::{
    Config, IdentityMode,
    cli::{UserCommand, WhichUser},
};

/// Does what is asked about a user.
pub async fn run(config: &Config, command: UserCommand) -> Result<(), Failure> {
    if config.identity == IdentityMode::Keystone {
        return Err("users are managed in Keystone; use `openstack user …`".into());
    }
    let identity = Backends::open(config).await?.identity;
    // A server that never ran has not made the domain yet.
    identity.ensure_domain().await?;
    match command {
        UserCommand::List => {
            let users = identity.list_users().await?;
            print!("{}", table(&users));
        }
        UserCommand::Add {
            name,
            project,
            role,
        } => {
            let password = password_from_input()?;
            let rules = identity.password_rules();
            rules.check("password", &password, &name)?;
            let user = identity.add_user(&name, &password).await?;
            let project_id = identity.ensure_project(&project).await?;
            identity.assign(&user, &project_id, role).await?;
            println!("User `{name}` is {role} in project `{project}`.");
        }
        UserCommand::Passwd(which) => {
            let user = which.find(&identity).await?;
            let password = password_from_input()?;
            identity.set_password(&user, &password).await?;
            println!("User `{which}` has a new password; their tokens and sessions have ended.");
        }
        UserCommand::Disable(which) => {
            let user = which.find(&identity).await?;
            identity.set_enabled(&user, false).await?;
            println!("User `{which}` is disabled; their tokens and sessions have ended.");
        }
        UserCommand::Enable(which) => {
            let user = which.find(&identity).await?;
            identity.set_enabled(&user, true).await?;
            println!("User `{which}` is enabled.");
        }
    }
    Ok(())
}

impl WhichUser {
    async fn find(&self, identity: &Identity) -> ::identity::Result<model::UserId> {
        identity.user_called(&self.name, &self.domain).await
    }
}

/// The first line of standard input.
fn password_from_input() -> Result<Password, Failure> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let password = Password::new(line.trim_end_matches(['\r', '\n']))?;
    if password.expose().is_empty() {
        return Err("password: the first line of standard input is empty".into());
    }
    Ok(password)
}

/// A line for each user: name, domain, state and roles, in columns.
fn table(users: &[ListedUser]) -> String {
    let mut rows = vec![["NAME", "DOMAIN", "STATE", "ROLES"].map(str::to_owned)];
    let mut last = None;
    for user in users {
        let role = user.role.as_ref().map(|role| match &user.project {
            Some(project) => format!("{} in {}", plain(role), plain(project)),
            None => plain(role),
        });
        let who = (&user.name, &user.domain);
        if last == Some(who)
            && let (Some(row), Some(role)) = (rows.last_mut(), &role)
        {
            row[3] = format!("{}, {role}", row[3]);
            continue;
        }
        last = Some(who);
        let state = if user.enabled { "enabled" } else { "disabled" };
        rows.push([
            plain(&user.name),
            plain(&user.domain),
            state.to_owned(),
            role.unwrap_or_default(),
        ]);
    }
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    let lines = rows.iter().map(|[name, domain, state, roles]| {
        let [first, second, third] = widths;
        let line = format!("{name:first$}  {domain:second$}  {state:third$}  {roles}");
        format!("{}\n", line.trim_end())
    });
    lines.collect()
}

/// A name as a terminal may be shown it: without control characters.
fn plain(name: &str) -> String {
    let shown = |letter: char| {
        if letter.is_control() {
            letter.escape_default().to_string()
        } else {
            letter.to_string()
        }
    };
    name.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_one_line_with_all_their_roles() {
        let user = |name: &str, role: Option<&str>, project: Option<&str>| ListedUser {
            name: name.to_owned(),
            domain: "Default".to_owned(),
            enabled: name != "bob",
            role: role.map(str::to_owned),
            project: project.map(str::to_owned),
        };
        let users = [
            user("admin", Some("admin"), Some("admin")),
            user("admin", Some("admin"), None),
            user("bob", None, None),
            user("carol\u{1b}[2J", Some("member"), Some("lab")),
        ];
        assert_eq!(
            table(&users),
            "NAME            DOMAIN   STATE     ROLES\n\
             admin           Default  enabled   admin in admin, admin\n\
             bob             Default  disabled\n\
             carol\\u{1b}[2J  Default  enabled   member in lab\n"
        );
    }
}
