use sqlx::{Postgres, Sqlite, Transaction};

use crate::{Error, Result};

/// Held while somebody may stop being an admin: of two changes at once the second sees what the first has done.
///
/// It is taken before any other row of the transaction, so that two of them do not wait for each other.
const LOCK: &str = "update role set name = name where name = 'admin'";

/// Users who can act as admins, and those among them who can do so in a project, as the dashboard asks.
const ADMINS: &str = "
    select count(distinct users.id), count(distinct case when role_grant.scope = 'project' then users.id end)
    from role_grant
        join users on users.id = role_grant.user_id
        join domain on domain.id = users.domain_id
        left join project on role_grant.scope = 'project' and project.id = role_grant.target
        left join domain project_domain on project_domain.id = project.domain_id
        left join domain target_domain on role_grant.scope = 'domain' and target_domain.id = role_grant.target
    where lower(role_grant.role) = 'admin' and users.enabled and domain.enabled
        and (role_grant.scope <> 'project' or (project.enabled and project_domain.enabled))
        and (role_grant.scope <> 'domain' or target_domain.enabled)";

/// How many admins there are: of any kind, and in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AdminCount {
    any: i64,
    in_project: i64,
}

/// Sees to it that a transaction leaves an admin.
pub(crate) trait KeepAdmin {
    /// How many admins there are. Until the transaction ends nobody else changes that by this way.
    async fn admins(&mut self) -> Result<AdminCount>;

    /// Refuses what the transaction has done, if there were admins `before` and are none now.
    async fn keep_admin(&mut self, before: AdminCount) -> Result<()>;
}

macro_rules! keeps_admin {
    ($Db:ident) => {
        impl KeepAdmin for Transaction<'_, $Db> {
            async fn admins(&mut self) -> Result<AdminCount> {
                sqlx::query(LOCK).execute(&mut **self).await?;
                count!(self)
            }

            async fn keep_admin(&mut self, before: AdminCount) -> Result<()> {
                let after: AdminCount = count!(self)?;
                let is_last = |before: i64, after: i64| before > 0 && after == 0;
                if is_last(before.any, after.any) || is_last(before.in_project, after.in_project) {
                    return Err(Error::LastAdmin);
                }
                Ok(())
            }
        }
    };
}

macro_rules! count {
    ($tx:ident) => {{
        let (any, in_project) = sqlx::query_as::<_, (i64, i64)>(ADMINS)
            .fetch_one(&mut **$tx)
            .await?;
        Ok::<_, Error>(AdminCount { any, in_project })
    }};
}

keeps_admin!(Sqlite);
keeps_admin!(Postgres);
