use std::str::FromStr;

use model::{AuditAction, ImageId, Invalid, OffsetDateTime, ProjectId};
use time::{
    Date, Duration,
    format_description::well_known::{Iso8601, Rfc3339},
};

/// Which audit events, and how many of them; newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityQuery {
    pub extent: ActivityScope,
    pub action: Option<ActionFilter>,
    /// By whom: a user's id, or their name as it was then.
    pub actor: Option<String>,
    /// To what: an id, or a name as it was then.
    pub target: Option<String>,
    /// From this moment on.
    pub since: Option<OffsetDateTime>,
    /// Before this moment.
    pub until: Option<OffsetDateTime>,
    /// Those noted before this one.
    pub marker: Option<i64>,
    /// At most so many, and never more than 1000.
    pub limit: u32,
}

impl ActivityQuery {
    /// The newest of `extent`.
    pub fn of(extent: ActivityScope) -> Self {
        Self {
            extent,
            action: None,
            actor: None,
            target: None,
            since: None,
            until: None,
            marker: None,
            limit: 100,
        }
    }

    /// Takes what a query says under `name`; `false` where that is none of its words.
    pub fn set_parameter(&mut self, name: &str, value: &str) -> Result<bool, Invalid> {
        // PostgreSQL could not compare with it.
        if value.contains('\0') {
            return Err(Invalid::new(name, "contains a NUL character"));
        }
        let said = (!value.is_empty()).then_some(value);
        let text = || said.map(ToOwned::to_owned);
        match name {
            "action" => self.action = said.map(str::parse).transpose()?,
            "actor" => self.actor = text(),
            "target" => self.target = text(),
            "since" => self.since = said.map(|day| moment(name, day, 0)).transpose()?,
            "until" => self.until = said.map(|day| moment(name, day, 1)).transpose()?,
            "marker" => self.marker = said.map(|id| number(name, id)).transpose()?,
            "limit" => self.limit = said.map_or(Ok(self.limit), |limit| number(name, limit))?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The number that is given out.
    pub fn limit(&self) -> usize {
        self.limit.clamp(1, 1000) as usize
    }
}

/// Whose audit events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActivityScope {
    /// What was done in a project, and by others with what it shares.
    Project(ProjectId),
    /// What was done to an image.
    Image(ImageId),
    /// Everything. For admins.
    All,
}

/// One action, or all that are done to a kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionFilter(&'static str);

impl ActionFilter {
    /// As it is written: `image.create`, or `image`.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The first word of each action: the kind of thing that it is done to.
    pub fn kinds() -> Vec<&'static str> {
        let mut kinds: Vec<_> = AuditAction::ALL
            .iter()
            .map(|action| kind(*action))
            .collect();
        kinds.dedup();
        kinds
    }
}

impl From<AuditAction> for ActionFilter {
    fn from(action: AuditAction) -> Self {
        Self(action.as_str())
    }
}

impl FromStr for ActionFilter {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let kinds = Self::kinds().into_iter();
        let actions = AuditAction::ALL.iter().map(|action| action.as_str());
        let known = kinds.chain(actions).find(|known| *known == text);
        known.map(Self).ok_or_else(|| {
            let why = format!(
                "`{text}` is neither an action, such as image.create, nor one of the kinds {}",
                Self::kinds().join(", ")
            );
            Invalid::new("action", why)
        })
    }
}

fn number<T: FromStr>(name: &str, text: &str) -> Result<T, Invalid> {
    let refused = |_| Invalid::new(name, format_args!("`{text}` is not a number of that kind"));
    text.parse().map_err(refused)
}

/// A moment in RFC 3339, or a day in UTC: then the midnight `days` after its beginning.
fn moment(name: &str, text: &str, days: i64) -> Result<OffsetDateTime, Invalid> {
    let day = || {
        let day = Date::parse(text, &Iso8601::DATE).ok()?;
        let day = day.checked_add(Duration::days(days))?;
        Some(day.midnight().assume_utc())
    };
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok().or_else(day);
    moment.and_then(model::utc).ok_or_else(|| {
        // In a query a plus sign means a space.
        if OffsetDateTime::parse(&text.replacen(' ', "+", 1), &Rfc3339).is_ok() {
            let why =
                format!("`{text}` has a space where its zone begins: write the plus sign as %2B");
            return Invalid::new(name, why);
        }
        let why = format!("`{text}` is neither a day such as 2026-01-31 nor a time in RFC 3339");
        Invalid::new(name, why)
    })
}

fn kind(action: AuditAction) -> &'static str {
    let word = action.as_str();
    word.split_once('.').map_or(word, |(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_filtered_by_action_or_by_kind() {
        let parsed = |text: &str| text.parse::<ActionFilter>().map(ActionFilter::as_str);
        assert_eq!(parsed("image.create").ok(), Some("image.create"));
        assert_eq!(parsed("member").ok(), Some("member"));
        assert!(parsed("image.%").is_err());
        assert!(parsed("").is_err());
    }

    #[test]
    fn a_day_is_meant_from_its_beginning_to_its_end() {
        let mut query = ActivityQuery::of(ActivityScope::All);
        for (name, value) in [("since", "2026-01-31"), ("until", "2026-01-31")] {
            assert_eq!(query.set_parameter(name, value), Ok(true));
        }
        let lasts = query.until.zip(query.since).map(|(end, start)| end - start);
        assert_eq!(lasts, Some(Duration::days(1)));
        assert_eq!(
            query.set_parameter("since", "2026-01-31T12:00:00+01:00"),
            Ok(true)
        );
        assert_eq!(
            query.since.map(model::OffsetDateTime::unix_timestamp),
            Some(1_769_857_200)
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_the_name_of_its_field() {
        let mut query = ActivityQuery::of(ActivityScope::All);
        for (name, value) in [
            ("action", "image.paint"),
            ("since", "yesterday"),
            ("until", "9999-12-31"),
            ("since", "9999-12-31T23:59:59-23:59"),
            ("marker", "first"),
            ("limit", "-1"),
            ("actor", "a\0"),
        ] {
            let refused = query
                .set_parameter(name, value)
                .expect_err(value)
                .to_string();
            assert!(refused.contains(name), "{refused}");
        }
        let refused = query
            .set_parameter("since", "2026-01-31T12:00:00 01:00")
            .expect_err("no plus");
        assert!(refused.to_string().contains("%2B"), "{refused}");
        assert_eq!(query.set_parameter("colour", "red"), Ok(false));
    }
}
