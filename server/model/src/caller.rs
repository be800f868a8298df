use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{DomainId, Invalid, Origin, ProjectId, UserId, format::words};

words!(
    /// What a user is in a project. Four different things; none implies another in the data.
    Role, "role" {
        /// Looks.
        Reader = "reader",
        /// Looks, makes, changes.
        Member = "member",
        /// Does anything, to anybody's images.
        Admin = "admin",
        /// Another service of the cloud, finishing what a user began.
        Service = "service",
    }
);

impl Role {
    /// What Keystone counts whoever has this role as having too.
    pub fn implied(self) -> &'static [Self] {
        match self {
            Self::Admin => &[Self::Member, Self::Reader],
            Self::Member => &[Self::Reader],
            Self::Reader | Self::Service => &[],
        }
    }
}

/// The roles of one user in one project: the four that we know, and the operator's own, which policies may name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(Vec<String>);

impl Roles {
    /// None at all.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether `role` is among them.
    pub fn has(&self, role: Role) -> bool {
        self.includes(role.as_str())
    }

    /// Whether the role of that name is among them. As in Keystone, its case does not matter.
    pub fn includes(&self, name: &str) -> bool {
        self.0.iter().any(|have| have.eq_ignore_ascii_case(name))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts the role of that name among them.
    pub fn add(&mut self, name: String) {
        *self = self.0.drain(..).chain([name]).collect();
    }

    /// Those that are in `others` too.
    #[must_use]
    pub fn within(&self, others: &Self) -> Self {
        let names = self.names().filter(|name| others.includes(name));
        names.map(ToOwned::to_owned).collect()
    }

    /// These and what they imply.
    #[must_use]
    pub fn with_implied(&self) -> Self {
        let implied = self.iter().flat_map(|role| role.implied().iter().copied());
        let implied = implied.map(|role| role.as_str().to_owned());
        self.0.iter().cloned().chain(implied).collect()
    }

    /// Each of the four that is among them.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0
            .iter()
            .filter_map(|name| name.to_ascii_lowercase().parse().ok())
    }

    /// The names of all.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl FromIterator<String> for Roles {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
        Self(names)
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().map(String::from).collect()
    }
}

/// Who asks, for which project, as what. Made in one place, from a token or a session; read everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    pub user: UserId,
    pub user_name: String,
    pub project: ProjectId,
    pub project_name: String,
    pub domain: DomainId,
    pub roles: Roles,
    /// From where they ask this time.
    #[serde(skip)]
    pub origin: Origin,
}

impl Caller {
    /// Whether they may do anything, to anybody's images.
    pub fn is_admin(&self) -> bool {
        self.roles.has(Role::Admin)
    }

    /// Whether they may make and change images of their project.
    pub fn can_write(&self) -> bool {
        self.is_admin() || self.roles.has(Role::Member)
    }

    /// Whether they may download data. Glance lets readers look, but not take.
    pub fn can_download(&self) -> bool {
        self.can_write()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_admin_counts_as_a_member_and_a_service_as_nothing_else() {
        let implied = |role| {
            Roles::from_iter([role])
                .with_implied()
                .iter()
                .collect::<Vec<_>>()
        };
        assert_eq!(
            implied(Role::Admin),
            [Role::Admin, Role::Member, Role::Reader]
        );
        assert_eq!(implied(Role::Member), [Role::Member, Role::Reader]);
        assert_eq!(implied(Role::Service), [Role::Service]);
    }
}
