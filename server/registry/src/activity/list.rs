use db::{Query, QueryBuilder};
use model::{Activity, AuditAction, ImageId, Page, Policy, ProjectId};
use serde_json::{Map, Value};

use super::{
    Activities, ActivityQuery, ActivityScope,
    row::{ACTIVITY, ActivityRow},
};
use crate::{Error, Result, rows::signed};

/// Bytes of details in one page, after which it ends, though more were asked for: it bounds the memory of a request. A
/// page of 1,000 ordinary events has some 200 KiB. The last event may go beyond it.
const PAGE_BYTES: i64 = 1 << 20;

impl Activities<'_> {
    /// What was done, newest first, a page at a time. One ends early where its events are large.
    ///
    /// A project's list has what happened to its own things, and what others did about them or showed to it; it is for
    /// those of its people who may list images, and for admins. An image's list is for whoever may see the image.
    pub async fn list(&self, query: &ActivityQuery) -> Result<Page<Activity>> {
        let admin = self.registry.images(self.caller).is_admin();
        let own = &self.caller.project;
        let told = (!admin).then_some(own);
        let events = match &query.extent {
            ActivityScope::Project(project) if admin => of_project(query, project, told),
            ActivityScope::Project(project) if project == own => {
                // It names their images: it is for whoever may list them.
                self.registry.may(self.caller, Policy::GetImages)?;
                of_project(query, project, told)
            }
            ActivityScope::Project(_) => {
                return Err(Error::Forbidden("see what other projects do"));
            }
            ActivityScope::Image(id) => {
                let image = self.registry.images(self.caller).get(*id).await?;
                let only_of = (!admin && image.owner != *own).then_some(own);
                of_image(query, *id, only_of, told)
            }
            ActivityScope::All if admin => of_all(query),
            ActivityScope::All => return Err(Error::Forbidden("see what all projects do")),
        };
        let rows: Vec<ActivityRow> = self.registry.db.fetch_all(events).await?;
        let bytes: usize = rows.iter().map(|row| row.details.len()).sum();
        let told: Vec<Activity> = rows
            .into_iter()
            .map(|row| row.seen_by(self.caller, admin))
            .collect();
        let id = |event: &Activity| event.id.to_string();
        let end = told.last().map(id);
        let mut page = Page::cut(told, query.limit(), id);
        if page.next.is_none() && signed(bytes as u64) >= PAGE_BYTES {
            page.next = end;
        }
        let items = page.items.into_iter();
        page.items = items
            .filter_map(|event| self.without_unreadable(event))
            .collect();
        Ok(page)
    }
}

impl Activities<'_> {
    /// The event without what it tells of properties that the caller may not read; `None` if it tells of nothing else.
    fn without_unreadable(&self, mut event: Activity) -> Option<Activity> {
        if event.action != AuditAction::ImageUpdate || self.registry.protections.is_empty() {
            return Some(event);
        }
        let images = self.registry.images(self.caller);
        if let Ok(mut told) = serde_json::from_str::<Map<String, Value>>(&event.details) {
            let count = told.len();
            told.retain(|name, change| {
                // How many further properties changed may count some that the caller may not read.
                let shown = images.shows_name(name) && !change.is_number();
                shown || is_of_hidden_field(name, change)
            });
            if told.is_empty() && count > 0 {
                return None;
            }
            event.details = Value::Object(told).to_string();
        }
        Some(event)
    }
}

/// Whether that is a change of the field `os_hidden`, which the details call `hidden`: a property of that name has texts.
fn is_of_hidden_field(name: &str, change: &Value) -> bool {
    name == "hidden" && change["from"].is_boolean()
}

/// Two lists in one, each by its own index: what the project owns, and what is about it.
fn of_project(query: &ActivityQuery, project: &ProjectId, told: Option<&ProjectId>) -> Query {
    page_of(|sql| {
        sql.push(format_args!(
            "select * from (select * from (select {ACTIVITY} from activity where owner = "
        ))
        .push_bind(project.as_str());
        narrow(sql, query, told);
        sql.push(format_args!(
            ") as own union all select * from (select {ACTIVITY} from activity where other = "
        ))
        .push_bind(project.as_str())
        .push(" and (owner is null or owner <> ")
        .push_bind(project.as_str())
        .push(")");
        narrow(sql, query, told);
        sql.push(") as others) as listed");
        newest_first(sql, query);
    })
}

/// What was done to an image. Who else is shown it is not for everybody who may see it: of its members, only that one is
/// told which is `only_of`.
fn of_image(
    query: &ActivityQuery,
    id: ImageId,
    only_of: Option<&ProjectId>,
    told: Option<&ProjectId>,
) -> Query {
    page_of(|sql| {
        sql.push(format_args!(
            "select {ACTIVITY} from activity where target_kind = 'image' and target_id = "
        ))
        .push_bind(id.to_string());
        if let Some(project) = only_of {
            sql.push(" and (action not like 'member.%' or other = ")
                .push_bind(project.as_str())
                .push(")");
        }
        narrow(sql, query, told);
    })
}

fn of_all(query: &ActivityQuery) -> Query {
    page_of(|sql| {
        sql.push(format_args!("select {ACTIVITY} from activity where 1 = 1"));
        narrow(sql, query, None);
    })
}

/// Those that `events` selects, as many as fit into [`PAGE_BYTES`].
fn page_of(events: impl FnOnce(&mut QueryBuilder)) -> Query {
    let mut sql = QueryBuilder::new(format!(
        "select {ACTIVITY} from (
            select {ACTIVITY}, sum(octet_length(details)) over (order by id desc) as bytes from ("
    ));
    events(&mut sql);
    sql.push(") as found) as counted where bytes - octet_length(details) < ")
        .push_bind(PAGE_BYTES)
        .push(" order by id desc");
    sql.build()
}

/// Leaves of a list what `query` asks for. To `told`, if it is not an admin's, an actor and the name of a target are only
/// compared where [`ActivityRow::seen_by`] shows them.
fn narrow(sql: &mut QueryBuilder, query: &ActivityQuery, told: Option<&ProjectId>) {
    if let Some(marker) = query.marker {
        sql.push(" and id < ").push_bind(marker);
    }
    if let Some(action) = query.action {
        sql.push(" and (action = ")
            .push_bind(action.as_str())
            .push(" or action like ")
            .push_bind(format!("{}.%", action.as_str()))
            .push(")");
    }
    if let Some(actor) = &query.actor {
        sql.push(" and (actor_id = ")
            .push_bind(actor)
            .push(" or actor_name = ")
            .push_bind(actor)
            .push(")");
        if let Some(own) = told {
            sql.push(" and (actor_project = ")
                .push_bind(own.as_str())
                .push(" or (actor_project is null and owner = ")
                .push_bind(own.as_str())
                .push("))");
        }
    }
    if let Some(target) = &query.target {
        sql.push(" and (target_id = ")
            .push_bind(target)
            .push(" or (target_name = ")
            .push_bind(target);
        if let Some(own) = told {
            for column in [" and (owner = ", " or other = ", " or actor_project = "] {
                sql.push(column).push_bind(own.as_str());
            }
            sql.push(")");
        }
        sql.push("))");
    }
    if let Some(since) = query.since {
        sql.push(" and at >= ").push_bind(since);
    }
    if let Some(until) = query.until {
        sql.push(" and at < ").push_bind(until);
    }
    newest_first(sql, query);
}

/// One more than asked for tells whether there is a next page.
fn newest_first(sql: &mut QueryBuilder, query: &ActivityQuery) {
    let limit = i64::try_from(query.limit() + 1).unwrap_or(i64::MAX);
    sql.push(" order by id desc limit ").push_bind(limit);
}
