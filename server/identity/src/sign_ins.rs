//! The browsers that somebody is signed in with. A session opens nothing once its sign-in is gone, on whichever node.

use std::time::Duration;

use model::{Actor, AuditAction, OffsetDateTime, Origin, SignInId, UserId, now};
use sqlx::FromRow;

use crate::{
    Error, Identity, Result, WebSession,
    activity::about,
    attempts::{KNOWN_FOR, MOST},
};

/// A request this long after the last one that was noted is noted again.
const NOTED_EVERY: Duration = Duration::from_secs(60);
/// The longest name of a browser that is kept.
const LONGEST: usize = 300;

/// How long people stay signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInLimits {
    /// Without asking for anything.
    pub idle: Duration,
    /// In any case.
    pub life: Duration,
}

impl Default for SignInLimits {
    /// Half a day, and a week.
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(12 * 3600),
            life: Duration::from_secs(7 * 24 * 3600),
        }
    }
}

/// With what, and from where, somebody comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitor {
    /// As the browser describes itself.
    pub browser: String,
    pub origin: Origin,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SignIn {
    pub id: SignInId,
    pub begun_at: OffsetDateTime,
    pub seen_at: OffsetDateTime,
    pub browser: String,
    pub address: String,
}

/// How long a session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLeft {
    /// If nothing is asked for any more.
    pub idle: Duration,
    /// Whatever is asked for.
    pub life: Duration,
}

impl TimeLeft {
    /// Until it ends as things stand.
    pub fn least(&self) -> Duration {
        self.idle.min(self.life)
    }
}

const COLUMNS: &str = "id, begun_at, seen_at, browser, address";

impl Identity {
    /// Notes that the session begins.
    pub async fn begin(&self, session: WebSession, visitor: &Visitor) -> Result<WebSession> {
        let (id, now) = (SignInId::new(), now());
        let short = |text: &str| {
            text.replace('\0', "")
                .chars()
                .take(LONGEST)
                .collect::<String>()
        };
        let session = WebSession {
            sign_in: Some(id),
            origin: visitor.origin.clone(),
            ..session
        };
        let name = self.name_of(&session.user, &session.user_name).await?;
        let sql = "
            insert into sign_in (id, user_id, begun_at, seen_at, browser, address)
            values ($1, $2, $3, $3, $4, $5)";
        let mut tx = self.db.begin().await?;
        let query = db::query(sql)
            .bind(id.to_string())
            .bind(session.user.as_str())
            .bind(now)
            .bind(short(&visitor.browser))
            .bind(short(&visitor.origin.address));
        tx.execute(query).await?;
        tx.record_audit_event(&about(&session, AuditAction::SessionBegin, &id, &name))
            .await?;
        tx.commit().await?;
        Ok(session)
    }

    /// Takes from the audit log from where users signed in of late, for the limits on attempts: a new
    /// process treats their addresses as the one before did.
    pub async fn remember_addresses(&self) -> Result<()> {
        let sql = "
            select distinct actor_id, address from activity
            where action = $1 and at > $2 and actor_id <> '' and address <> '' limit $3";
        let query = db::query(sql)
            .bind(AuditAction::SessionBegin.as_str())
            .bind(now() - KNOWN_FOR)
            .bind(i64::try_from(MOST).unwrap_or(i64::MAX));
        self.attempts.remember(self.db.fetch_all(query).await?);
        Ok(())
    }

    /// The browsers that the session's user is signed in with, the last seen first.
    pub async fn sign_ins(&self, session: &WebSession) -> Result<Vec<SignIn>> {
        self.sign_ins_of(&session.user).await
    }

    /// Ends one of them.
    pub async fn end_sign_in(&self, session: &WebSession, id: SignInId) -> Result<()> {
        let ended = self.end_sign_ins(session, Some(id), None).await?;
        if ended == 0 {
            let id = id.to_string();
            return Err(Error::Missing {
                what: "session",
                id,
            });
        }
        Ok(())
    }

    /// Ends all of them but the session itself, and says how many those were.
    pub async fn end_other_sign_ins(&self, session: &WebSession) -> Result<u64> {
        self.end_sign_ins(session, None, session.sign_in).await
    }

    async fn end_sign_ins(
        &self,
        session: &WebSession,
        only: Option<SignInId>,
        but: Option<SignInId>,
    ) -> Result<u64> {
        let name = self.name_of(&session.user, &session.user_name).await?;
        self.end_sign_ins_of(session, (&session.user, &name), only, but)
            .await
    }

    /// Ends the sign-ins of the user of that id and name: `only` one, all `but` one, or all; and says how many.
    pub(crate) async fn end_sign_ins_of(
        &self,
        actor: impl Into<Actor>,
        (user, name): (&UserId, &str),
        only: Option<SignInId>,
        but: Option<SignInId>,
    ) -> Result<u64> {
        let actor = actor.into();
        let sql = "
            delete from sign_in
            where user_id = $1 and (cast($2 as text) is null or id = $2) and (cast($3 as text) is null or id <> $3)
            returning id";
        let mut tx = self.db.begin().await?;
        let query = db::query(sql)
            .bind(user.as_str())
            .bind(only.map(|id| id.to_string()))
            .bind(but.map(|id| id.to_string()));
        let ended = tx.scalars::<String>(query).await?;
        for id in &ended {
            tx.record_audit_event(&about(actor.clone(), AuditAction::SessionEnd, id, name))
                .await?;
        }
        tx.commit().await?;
        Ok(ended.len() as u64)
    }

    /// The name of the session's user.
    pub async fn user_name(&self, session: &WebSession) -> Result<String> {
        self.name_of(&session.user, &session.user_name).await
    }

    /// The name of a user: the `known` one, or the directory's.
    pub(crate) async fn name_of(&self, user: &UserId, known: &str) -> Result<String> {
        if !known.is_empty() {
            return Ok(known.to_owned());
        }
        let sql = "select name from users where id = $1";
        let query = db::query(sql).bind(user.as_str());
        let name = self.db.scalar_optional::<String>(query).await?;
        Ok(name.unwrap_or_default())
    }

    /// How long the session goes on.
    pub async fn time_left(&self, session: &WebSession) -> Result<TimeLeft> {
        let sign_in = self.sign_in_of(session).await?;
        let left = |since: OffsetDateTime, limit: Duration| {
            Duration::try_from(since + limit - now()).unwrap_or_default()
        };
        Ok(TimeLeft {
            idle: left(sign_in.seen_at, self.sign_in_limits.idle),
            life: left(sign_in.begun_at, self.sign_in_limits.life),
        })
    }

    /// Refuses a session that has ended. Whoever is `present` stays signed in by asking.
    pub(crate) async fn check_session(&self, session: &WebSession, present: bool) -> Result<()> {
        let sign_in = self.sign_in_of(session).await?;
        // Often enough to be true, seldom enough to cost nothing.
        let often = NOTED_EVERY.min(self.sign_in_limits.idle / 8);
        if present && sign_in.seen_at + often <= now() {
            self.see(sign_in.id).await?;
        }
        Ok(())
    }

    /// Notes that the session's user is there.
    pub async fn touch_session(&self, session: &WebSession) -> Result<()> {
        let sign_in = self.sign_in_of(session).await?;
        self.see(sign_in.id).await
    }

    /// Forgets those that have ended by themselves, and records failed attempts that were only counted so far.
    pub async fn sweep_sign_ins(&self) -> Result<()> {
        self.record_refusals(false).await?;
        let sql = "delete from sign_in where seen_at <= $1 or begun_at <= $2";
        let limits = self.sign_in_limits;
        let query = db::query(sql)
            .bind(now() - limits.idle)
            .bind(now() - limits.life);
        self.db.execute(query).await?;
        Ok(())
    }

    async fn see(&self, id: SignInId) -> Result<()> {
        let sql = "update sign_in set seen_at = $2 where id = $1";
        let query = db::query(sql).bind(id.to_string()).bind(now());
        self.db.execute(query).await?;
        Ok(())
    }

    async fn sign_in_of(&self, session: &WebSession) -> Result<SignIn> {
        let id = session.sign_in.ok_or(Error::SessionEnded)?;
        let sql = format!(
            "select {COLUMNS} from sign_in where id = $1 and user_id = $2 and seen_at > $3 and begun_at > $4"
        );
        let limits = self.sign_in_limits;
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(id.to_string())
            .bind(session.user.as_str())
            .bind(now() - limits.idle)
            .bind(now() - limits.life);
        let found = self.db.fetch_optional::<SignIn>(query).await?;
        found.ok_or(Error::SessionEnded)
    }

    pub(crate) async fn sign_ins_of(&self, user: &UserId) -> Result<Vec<SignIn>> {
        let sql = format!(
            "select {COLUMNS} from sign_in where user_id = $1 and seen_at > $2 and begun_at > $3
             order by seen_at desc, id"
        );
        let limits = self.sign_in_limits;
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(user.as_str())
            .bind(now() - limits.idle)
            .bind(now() - limits.life);
        Ok(self.db.fetch_all(query).await?)
    }
}
