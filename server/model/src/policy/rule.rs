use std::collections::BTreeMap;

use super::Target;
use crate::{Caller, Roles};

/// When something is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Always,
    Never,
    /// The caller has that role.
    Role(String),
    /// The rule of that name holds.
    Named(String),
    Equal(Left, Right),
    Not(Box<Rule>),
    All(Vec<Rule>),
    Any(Vec<Rule>),
}

/// What stands before the colon of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Left {
    User,
    Project,
    Domain,
    Text(String),
}

/// What stands after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// An attribute of what is asked about.
    Attribute(String),
    Text(String),
}

/// Who asks, about what, under which rules.
pub(super) struct RuleContext<'a> {
    pub rules: &'a BTreeMap<String, Rule>,
    pub caller: &'a Caller,
    /// With those that are implied.
    pub roles: Roles,
    pub target: &'a Target<'a>,
}

impl Rule {
    /// Whether it holds.
    pub fn holds(&self, asked: &RuleContext<'_>) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Role(name) => asked.roles.includes(name),
            // Whoever made the rules saw to it that the name is there and leads round in no circle.
            Self::Named(name) => asked.rules.get(name).is_some_and(|rule| rule.holds(asked)),
            Self::Equal(left, right) => {
                let left = left.of(asked.caller);
                match right {
                    Right::Attribute(name) => asked
                        .target
                        .attribute(name)
                        .is_some_and(|right| right == left),
                    Right::Text(right) => right == left,
                }
            }
            Self::Not(rule) => !rule.holds(asked),
            Self::All(rules) => rules.iter().all(|rule| rule.holds(asked)),
            Self::Any(rules) => rules.iter().any(|rule| rule.holds(asked)),
        }
    }

    /// The names of the rules that it asks in turn.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Named(name) => vec![name],
            Self::Not(rule) => rule.names(),
            Self::All(rules) | Self::Any(rules) => rules.iter().flat_map(Self::names).collect(),
            Self::Always | Self::Never | Self::Role(_) | Self::Equal(..) => Vec::new(),
        }
    }
}

impl Left {
    fn of<'a>(&'a self, caller: &'a Caller) -> &'a str {
        match self {
            Self::User => caller.user.as_str(),
            Self::Project => caller.project.as_str(),
            Self::Domain => caller.domain.as_str(),
            Self::Text(text) => text,
        }
    }
}
