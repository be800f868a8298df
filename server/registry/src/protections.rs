//! Who may create, read, change and delete which properties of images.

use model::{Caller, Invalid, Policies, ProjectId, Target};
use regex::{Regex, RegexBuilder};

/// Bytes that the compiled form of one pattern may take.
const PATTERN_BYTES: usize = 1 << 20;
/// Rules that there may be: each is compared with every property of every image of a list.
const RULES: usize = 1_000;

/// What is done to a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PropertyOperation {
    Create,
    Read,
    Update,
    Delete,
}

impl PropertyOperation {
    pub const ALL: [Self; 4] = [Self::Create, Self::Read, Self::Update, Self::Delete];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// Who may do something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Permit {
    /// `@`.
    Everybody,
    /// `!`, and where nothing is said.
    #[default]
    Nobody,
    /// Whoever has one of these roles, or a role that implies one.
    Roles(Vec<String>),
    /// Whom the policy of that name allows it, about their own project.
    Policy(String),
}

impl Permit {
    fn allows(&self, caller: &Caller, policies: &Policies) -> bool {
        match self {
            Self::Everybody => true,
            Self::Nobody => false,
            Self::Roles(roles) => {
                let have = caller.roles.with_implied();
                roles.iter().any(|role| have.includes(role))
            }
            Self::Policy(name) => {
                let own: &ProjectId = &caller.project;
                policies.allow_named(caller, name, &Target::of(own))
            }
        }
    }
}

/// Who may do what with the properties whose names match a pattern.
#[derive(Clone, Debug)]
pub struct Protection {
    pattern: Regex,
    written: String,
    permits: [Permit; 4],
}

impl Protection {
    /// For properties in whose names something matches `pattern`, as Glance compares them: `^` and `$` say where. `permits` are in the
    /// order of [`PropertyOperation::ALL`].
    pub fn new(pattern: &str, permits: [Permit; 4]) -> Result<Self, Invalid> {
        let compiled = RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build();
        let compiled = compiled.map_err(|error| {
            let why = format_args!("is not a regular expression that is supported: {error}");
            Invalid::new(&format!("`{pattern}`"), why)
        })?;
        Ok(Self {
            pattern: compiled,
            written: pattern.to_owned(),
            permits,
        })
    }

    /// The pattern as it was written.
    pub fn pattern(&self) -> &str {
        &self.written
    }

    pub fn permit(&self, operation: PropertyOperation) -> &Permit {
        &self.permits[operation as usize]
    }
}

/// Rules in order: the first whose pattern matches counts. Without any rule nothing is protected; with some, a property that none
/// matches is nobody's.
#[derive(Clone, Debug, Default)]
pub struct Protections(Vec<Protection>);

impl Protections {
    pub fn new(rules: Vec<Protection>) -> Result<Self, Invalid> {
        if rules.len() > RULES {
            let why = format_args!("are {}; the most is {RULES}", rules.len());
            return Err(Invalid::new("rules", why));
        }
        Ok(Self(rules))
    }

    /// Whether nothing is protected.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn rules(&self) -> &[Protection] {
        &self.0
    }

    /// Whether `caller` may do that with the property of that name.
    pub fn allow(
        &self,
        caller: &Caller,
        policies: &Policies,
        operation: PropertyOperation,
        name: &str,
    ) -> bool {
        if self.is_empty() {
            return true;
        }
        let rule = self.0.iter().find(|rule| rule.pattern.is_match(name));
        rule.is_some_and(|rule| rule.permit(operation).allows(caller, policies))
    }
}
