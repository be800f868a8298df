//! The audit events since a reader's last look, for the change feed.

use std::collections::{BTreeMap, BTreeSet};

use db::{Backend, QueryBuilder, query};
use model::{AuditAction, ProjectId};
use sqlx::FromRow;
use tokio::time::{Duration, Instant};

use crate::{Result, System};

/// How long it is waited for a number that was passed over: the change that has it may not be committed yet.
const GAP_TIMEOUT: Duration = Duration::from_secs(120);
/// So many are waited for at most.
const WAITED_FOR: usize = 500;
/// So many pieces are read at once.
const PORTION: i64 = 500;

/// Of the `$2` numbers up to `$1` those that no row has, after the last row that is older than `$3`.
const MISSING: &str = "
    select number from generate_series(
        greatest(
            cast($1 as bigint) - cast($2 as bigint),
            coalesce((
                select id from activity
                where id > cast($1 as bigint) - cast($2 as bigint) and id <= $1 and at < $3 order by id desc limit 1
            ), 0)
        ) + 1, cast($1 as bigint)) as number
    where not exists (select 1 from activity where activity.id = number)";

/// How far a reader of the audit log has come.
#[derive(Clone, Debug, Default)]
pub struct ChangeCursor {
    last: i64,
    gaps: BTreeMap<i64, Instant>,
}

/// Something that was noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeEvent {
    pub id: i64,
    /// After which number whoever has heard of it reads on.
    pub resume_after: i64,
    pub action: AuditAction,
    pub target: String,
    pub audience: Audience,
}

/// Whom a change concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    Everybody,
    Projects(BTreeSet<String>),
}

impl Audience {
    /// Whether it concerns the people of `project`.
    pub fn has(&self, project: &ProjectId) -> bool {
        match self {
            Self::Everybody => true,
            Self::Projects(projects) => projects.contains(project.as_str()),
        }
    }
}

impl ChangeCursor {
    /// The number after which a reader continues later, or at another node: the newest that was read, or one before the
    /// oldest that is waited for. So something may be told twice, and nothing is never told.
    pub fn resume_after(&self) -> i64 {
        let oldest = self.gaps.keys().next();
        oldest.map_or(self.last, |gap| (gap - 1).min(self.last))
    }

    /// Marks `id` as read. Numbers between it and the last are waited for.
    fn read(&mut self, id: i64, now: Instant) {
        if id <= self.last {
            self.gaps.remove(&id);
            return;
        }
        let room = WAITED_FOR.saturating_sub(self.gaps.len());
        let passed_over = (self.last + 1..id).rev().take(room);
        self.gaps
            .extend(passed_over.map(|gap| (gap, now + GAP_TIMEOUT)));
        self.last = id;
    }

    /// Waits no longer for what is not coming: its change was given up.
    fn give_up(&mut self, now: Instant) {
        self.gaps.retain(|_, until| *until > now);
    }
}

#[derive(FromRow)]
struct ChangeEventRow {
    id: i64,
    action: AuditAction,
    target_id: String,
    owner: Option<String>,
    other: Option<String>,
    visibility: Option<String>,
}

impl System<'_> {
    /// Reads from now on. What is not committed at this moment is heard of when it is.
    pub async fn changes(&self) -> Result<ChangeCursor> {
        let last = self.newest().await?;
        let until = Instant::now() + GAP_TIMEOUT;
        let missing = self.missing(last).await?;
        Ok(ChangeCursor {
            last,
            gaps: missing.into_iter().map(|gap| (gap, until)).collect(),
        })
    }

    /// Reads on after a number that [`ChangeCursor::resume_after`] gave.
    pub async fn changes_since(&self, number: i64) -> Result<ChangeCursor> {
        Ok(ChangeCursor {
            last: number.min(self.newest().await?),
            gaps: BTreeMap::new(),
        })
    }

    async fn newest(&self) -> Result<i64> {
        let newest = query("select max(id) from activity");
        let newest: Option<i64> = self.registry.db.scalar(newest).await?;
        Ok(newest.unwrap_or_default())
    }

    /// The numbers below `last` that may belong to changes which are not committed yet. SQLite writes one change after the
    /// other, so there are none.
    async fn missing(&self, last: i64) -> Result<Vec<i64>> {
        let db = &self.registry.db;
        if db.backend() == Backend::Sqlite {
            return Ok(Vec::new());
        }
        // What is older than the time-out was given up. Without such an entry nearby, as many are waited for as may be.
        let before = db.now().await? - GAP_TIMEOUT;
        let missing = query(MISSING)
            .bind(last)
            .bind(i64::try_from(WAITED_FOR).unwrap_or(i64::MAX))
            .bind(before);
        Ok(db.scalars(missing).await?)
    }

    /// What has come since, oldest first.
    pub async fn read(&self, changes: &mut ChangeCursor) -> Result<Vec<ChangeEvent>> {
        let now = Instant::now();
        changes.give_up(now);
        let rows = self.rows_after(changes).await?;
        let mut members = self.members_of(&rows).await?;
        let mut pieces = Vec::with_capacity(rows.len());
        for row in rows {
            changes.read(row.id, now);
            let theirs = members.remove(&row.target_id).unwrap_or_default();
            // Who else is shown an image is told to its owner and to whom it is about alone, as in the list of activity.
            let is_of_member = row.action.as_str().starts_with("member.");
            let is_everybodys =
                !is_of_member && matches!(row.visibility.as_deref(), Some("public" | "community"));
            let audience = if is_everybodys {
                Audience::Everybody
            } else {
                let named = row.owner.into_iter().chain(row.other);
                let others = theirs.iter().filter(|_| !is_of_member);
                Audience::Projects(named.chain(others.cloned()).collect())
            };
            members.insert(row.target_id.clone(), theirs);
            pieces.push(ChangeEvent {
                id: row.id,
                resume_after: changes.resume_after(),
                action: row.action,
                target: row.target_id,
                audience,
            });
        }
        Ok(pieces)
    }

    async fn rows_after(&self, changes: &ChangeCursor) -> Result<Vec<ChangeEventRow>> {
        let mut sql = QueryBuilder::new(
            "select activity.id, activity.action, activity.target_id, activity.owner, activity.other, image.visibility
             from activity left join image on image.id = activity.target_id where activity.id > ",
        );
        sql.push_bind(changes.last);
        if !changes.gaps.is_empty() {
            sql.push(" or activity.id in (")
                .push_list(changes.gaps.keys().copied())
                .push(")");
        }
        sql.push(" order by activity.id limit ").push_bind(PORTION);
        Ok(self.registry.db.fetch_all(sql.build()).await?)
    }

    /// The projects that are shown the shared ones of these images.
    async fn members_of(&self, rows: &[ChangeEventRow]) -> Result<BTreeMap<String, Vec<String>>> {
        let shared = rows
            .iter()
            .filter(|row| row.visibility.as_deref() == Some("shared"));
        let shared: BTreeSet<&str> = shared.map(|row| row.target_id.as_str()).collect();
        let mut members = BTreeMap::<String, Vec<String>>::new();
        if shared.is_empty() {
            return Ok(members);
        }
        let mut sql =
            QueryBuilder::new("select image_id, project_id from member where image_id in (");
        sql.push_list(shared).push(")");
        let rows: Vec<(String, String)> = self.registry.db.fetch_all(sql.build()).await?;
        for (image, project) in rows {
            members.entry(image).or_default().push(project);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_comes_late_is_waited_for_and_then_given_up() {
        let (mut changes, now) = (ChangeCursor::default(), Instant::now());
        changes.read(1, now);
        changes.read(4, now);
        assert_eq!(changes.gaps.keys().copied().collect::<Vec<_>>(), [2, 3]);
        changes.read(3, now);
        assert_eq!(changes.gaps.keys().copied().collect::<Vec<_>>(), [2]);
        assert_eq!(changes.last, 4);
        changes.give_up(now + GAP_TIMEOUT);
        assert!(changes.gaps.is_empty());
    }

    #[test]
    fn whoever_reads_on_elsewhere_begins_before_what_is_waited_for() {
        let (mut changes, now) = (ChangeCursor::default(), Instant::now());
        changes.read(1, now);
        changes.read(4, now);
        assert_eq!(changes.resume_after(), 1);
        changes.read(2, now);
        assert_eq!(changes.resume_after(), 2);
        changes.give_up(now + GAP_TIMEOUT);
        assert_eq!(changes.resume_after(), 4);
    }

    #[test]
    fn a_long_leap_is_waited_for_at_its_end() {
        let (mut changes, now) = (ChangeCursor::default(), Instant::now());
        changes.read(1_000_000, now);
        assert_eq!(changes.gaps.len(), WAITED_FOR);
        assert!(changes.gaps.contains_key(&999_999));
    }
}
