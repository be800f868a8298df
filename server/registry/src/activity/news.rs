//! What was noted since somebody looked last, for those who wait for it.

use std::collections::{BTreeMap, BTreeSet};

use db::with_db;
use model::{Deed, ProjectId};
use sqlx::FromRow;
use tokio::time::{Duration, Instant};

use crate::{Result, System};

/// How long it is waited for a number that was passed over: the change that has it may not be committed yet.
const PATIENCE: Duration = Duration::from_secs(120);
/// So many are waited for at most.
const WAITED_FOR: usize = 500;
/// So many pieces are read at once.
const PORTION: i64 = 500;

/// Where somebody stands who reads what is noted.
#[derive(Clone, Debug, Default)]
pub struct News {
    last: i64,
    gaps: BTreeMap<i64, Instant>,
}

/// Something that was noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub id: i64,
    pub deed: Deed,
    pub target: String,
    pub audience: Audience,
}

/// Whom a piece of news concerns.
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

impl News {
    /// The newest number that was read.
    pub fn last(&self) -> i64 {
        self.last
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
            .extend(passed_over.map(|gap| (gap, now + PATIENCE)));
        self.last = id;
    }

    /// Waits no longer for what is not coming: its change was given up.
    fn give_up(&mut self, now: Instant) {
        self.gaps.retain(|_, until| *until > now);
    }
}

#[derive(FromRow)]
struct PieceRow {
    id: i64,
    action: Deed,
    target_id: String,
    owner: Option<String>,
    other: Option<String>,
    visibility: Option<String>,
}

impl System<'_> {
    /// Reads from now on.
    pub async fn news(&self) -> Result<News> {
        self.news_since(i64::MAX).await
    }

    /// Reads on after the number `last`, as somebody read it before.
    pub async fn news_since(&self, last: i64) -> Result<News> {
        let newest = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_scalar::<Any, Option<i64>>("select max(id) from activity")
                .fetch_one(pool)
                .await
        })?;
        Ok(News {
            last: last.min(newest.unwrap_or_default()),
            gaps: BTreeMap::new(),
        })
    }

    /// What has come since, oldest first.
    pub async fn read(&self, news: &mut News) -> Result<Vec<Piece>> {
        let now = Instant::now();
        news.give_up(now);
        let rows = self.rows_after(news).await?;
        let mut members = self.members_of(&rows).await?;
        let mut pieces = Vec::with_capacity(rows.len());
        for row in rows {
            news.read(row.id, now);
            let theirs = members.remove(&row.target_id).unwrap_or_default();
            let is_everybodys = matches!(row.visibility.as_deref(), Some("public" | "community"));
            let audience = if is_everybodys {
                Audience::Everybody
            } else {
                let named = row.owner.into_iter().chain(row.other);
                Audience::Projects(named.chain(theirs.iter().cloned()).collect())
            };
            members.insert(row.target_id.clone(), theirs);
            pieces.push(Piece {
                id: row.id,
                deed: row.action,
                target: row.target_id,
                audience,
            });
        }
        Ok(pieces)
    }

    async fn rows_after(&self, news: &News) -> Result<Vec<PieceRow>> {
        let rows = with_db!(self.registry.db, |pool, Any| {
            let mut sql = sqlx::QueryBuilder::<Any>::new(
                "select activity.id, activity.action, activity.target_id, activity.owner, activity.other, image.visibility
                 from activity left join image on image.id = activity.target_id where activity.id > ",
            );
            sql.push_bind(news.last);
            if !news.gaps.is_empty() {
                sql.push(" or activity.id in (");
                let mut gaps = sql.separated(", ");
                for gap in news.gaps.keys() {
                    gaps.push_bind(*gap);
                }
                sql.push(")");
            }
            sql.push(" order by activity.id limit ")
                .push_bind(PORTION)
                .build_query_as::<PieceRow>()
                .fetch_all(pool)
                .await
        })?;
        Ok(rows)
    }

    /// The projects that are shown the shared ones of these images.
    async fn members_of(&self, rows: &[PieceRow]) -> Result<BTreeMap<String, Vec<String>>> {
        let shared = rows
            .iter()
            .filter(|row| row.visibility.as_deref() == Some("shared"));
        let shared: BTreeSet<&str> = shared.map(|row| row.target_id.as_str()).collect();
        let mut members = BTreeMap::<String, Vec<String>>::new();
        if shared.is_empty() {
            return Ok(members);
        }
        let rows = with_db!(self.registry.db, |pool, Any| {
            let mut sql = sqlx::QueryBuilder::<Any>::new(
                "select image_id, project_id from member where image_id in (",
            );
            let mut images = sql.separated(", ");
            for image in &shared {
                images.push_bind((*image).to_owned());
            }
            sql.push(")")
                .build_query_as::<(String, String)>()
                .fetch_all(pool)
                .await
        })?;
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
        let (mut news, now) = (News::default(), Instant::now());
        news.read(1, now);
        news.read(4, now);
        assert_eq!(news.gaps.keys().copied().collect::<Vec<_>>(), [2, 3]);
        news.read(3, now);
        assert_eq!(news.gaps.keys().copied().collect::<Vec<_>>(), [2]);
        assert_eq!(news.last(), 4);
        news.give_up(now + PATIENCE);
        assert!(news.gaps.is_empty());
    }

    #[test]
    fn a_long_leap_is_waited_for_at_its_end() {
        let (mut news, now) = (News::default(), Instant::now());
        news.read(1_000_000, now);
        assert_eq!(news.gaps.len(), WAITED_FOR);
        assert!(news.gaps.contains_key(&999_999));
    }
}
