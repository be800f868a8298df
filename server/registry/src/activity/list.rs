use db::with_db;
use model::{Activity, Page};

use super::{
    Activities, ActivityQuery, ActivityScope,
    row::{ACTIVITY, ActivityRow},
};
use crate::{Error, Result};

/// What narrows each list, with the same numbers in all of them. `id` is always compared, so that a page deep down is
/// found as fast as the first.
const NARROWED: &str = "
    and id < $2 and ($3 = '' or action = $3 or action like $3 || '.%')
    and ($4 = '' or actor_id = $4 or actor_name = $4)
    and ($5 = '' or target_id = $5 or target_name = $5)
    and ($6 is null or at >= $6) and ($7 is null or at < $7)
    order by id desc limit $8";

impl Activities<'_> {
    /// What was done, newest first, a page at a time.
    ///
    /// A project's list has what happened to its own things, and what others did about them or showed to it; it is for
    /// its people, and for admins. An image's list is for whoever may see the image.
    pub async fn list(&self, query: &ActivityQuery) -> Result<Page<Activity>> {
        let admin = self.registry.images(self.caller).is_admin();
        let (sql, first) = match &query.extent {
            ActivityScope::Project(project) if admin || *project == self.caller.project => {
                (of_project(), project.to_string())
            }
            ActivityScope::Project(_) => {
                return Err(Error::Forbidden("see what other projects do"));
            }
            ActivityScope::Image(id) => {
                let image = self.registry.images(self.caller).get(*id).await?;
                let whole = admin || image.owner == self.caller.project;
                (of_image(whole), id.to_string())
            }
            ActivityScope::All if admin => (of_all(), String::new()),
            ActivityScope::All => return Err(Error::Forbidden("see what all projects do")),
        };
        let limit = query.limit();
        let rows = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_as::<Any, ActivityRow>(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(&first)
                .bind(query.marker.unwrap_or(i64::MAX))
                .bind(query.action.map_or("", super::ActionFilter::as_str))
                .bind(query.actor.as_deref().unwrap_or_default())
                .bind(query.target.as_deref().unwrap_or_default())
                .bind(query.since)
                .bind(query.until)
                // One more than asked for tells whether there is a next page.
                .bind(i64::try_from(limit + 1).unwrap_or(i64::MAX))
                .bind(self.caller.project.as_str())
                .fetch_all(pool)
                .await
        })?;
        let told = rows
            .into_iter()
            .map(|row| row.seen_by(self.caller, admin))
            .collect();
        Ok(Page::cut(told, limit, |event: &Activity| {
            event.id.to_string()
        }))
    }
}

/// Two lists in one, each by its own index: what the project owns, and what is about it.
fn of_project() -> String {
    format!(
        "select {ACTIVITY} from (
            select * from (select {ACTIVITY} from activity where owner = $1 {NARROWED}) as own
            union all
            select * from (
                select {ACTIVITY} from activity where other = $1 and (owner is null or owner <> $1) {NARROWED}
            ) as others
        ) as listed where $9 = $9 order by id desc limit $8"
    )
}

/// Who else is shown an image is not for everybody who may see it.
fn of_image(whole: bool) -> String {
    let seen = if whole {
        "$9 = $9"
    } else {
        "(action not like 'member.%' or other = $9)"
    };
    format!(
        "select {ACTIVITY} from activity where target_id = $1 and target_kind = 'image' and {seen} {NARROWED}"
    )
}

fn of_all() -> String {
    format!("select {ACTIVITY} from activity where $1 = '' and $9 = $9 {NARROWED}")
}
