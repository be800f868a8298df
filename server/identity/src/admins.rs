use db::Tx;
use sqlx::FromRow;

use crate::{Error, Result};

/// Held while somebody may stop being an admin: of two changes at once the second sees what the first has done.
///
/// It is taken before any other row of the transaction, so that two of them do not wait for each other.
const LOCK: &str = "update role set name = name where name = 'admin'";

/// Users who can act as admins, and those among them who can do so in a project, as the dashboard asks.
const ADMINS: &str = "
    select count(distinct users.id) as anywhere,
        count(distinct case when role_grant.scope = 'project' then users.id end) as in_project
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub(crate) struct AdminCount {
    anywhere: i64,
    in_project: i64,
}

/// How many admins there are. Until the transaction ends nobody else changes that by this way.
pub(crate) async fn lock(tx: &mut Tx) -> Result<AdminCount> {
    tx.execute(db::query(LOCK)).await?;
    count(tx).await
}

/// The same, if the transaction `may_end_one`. If not, there is nothing to hold.
pub(crate) async fn lock_if(tx: &mut Tx, may_end_one: bool) -> Result<Option<AdminCount>> {
    if may_end_one {
        lock(tx).await.map(Some)
    } else {
        Ok(None)
    }
}

/// Refuses what the transaction has done, if there were admins `before` and are none now.
pub(crate) async fn keep_one(tx: &mut Tx, before: impl Into<Option<AdminCount>>) -> Result<()> {
    let Some(before) = before.into() else {
        return Ok(());
    };
    let after = count(tx).await?;
    let is_last = |before: i64, after: i64| before > 0 && after == 0;
    if is_last(before.anywhere, after.anywhere) || is_last(before.in_project, after.in_project) {
        return Err(Error::LastAdmin);
    }
    Ok(())
}

async fn count(tx: &mut Tx) -> Result<AdminCount> {
    Ok(tx.fetch_one(db::query(ADMINS)).await?)
}
