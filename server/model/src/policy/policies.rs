use std::collections::{BTreeMap, BTreeSet};

use super::{
    Policy, Target,
    parse::parse,
    rule::{Rule, RuleContext},
};
use crate::{Caller, Invalid};

/// The rules in force.
#[derive(Clone, Debug)]
pub struct Policies {
    texts: BTreeMap<String, String>,
    rules: BTreeMap<String, Rule>,
}

impl Default for Policies {
    fn default() -> Self {
        let texts = || {
            let text = |policy: &Policy| (policy.to_string(), policy.default_rule().to_owned());
            Policy::ALL.iter().map(text)
        };
        // A test reads every one of them; what could not be read would allow nothing.
        let rule = |(name, text): (String, String)| (name, parse(&text).unwrap_or(Rule::Never));
        Self {
            texts: texts().collect(),
            rules: texts().map(rule).collect(),
        }
    }
}

impl Policies {
    /// The defaults, but where `others` say otherwise.
    ///
    /// A name that is not Glance's is one for other rules to ask; one that none asks is a slip, and refused.
    pub fn with(others: impl IntoIterator<Item = (String, String)>) -> Result<Self, Invalid> {
        Self::with_asked(others, &BTreeSet::new())
    }

    /// The same, where something else asks the rules of the names `asked` too: there must be one of each.
    pub fn with_asked(
        others: impl IntoIterator<Item = (String, String)>,
        asked: &BTreeSet<&str>,
    ) -> Result<Self, Invalid> {
        let mut policies = Self::default();
        let mut extra = Vec::new();
        for (name, text) in others {
            let rule = parse(&text)
                .map_err(|why| Invalid::new(&name, format_args!("is no rule: `{text}` {why}")))?;
            if name.parse::<Policy>().is_err() {
                extra.push(name.clone());
            }
            policies.texts.insert(name.clone(), text);
            policies.rules.insert(name, rule);
        }
        if let Some(name) = asked
            .iter()
            .find(|name| !policies.rules.contains_key(**name))
        {
            return Err(Invalid::new(
                name,
                "is asked, and there is no rule of that name",
            ));
        }
        let by_rules: BTreeSet<&str> = policies.rules.values().flat_map(Rule::names).collect();
        let is_asked = |name: &str| by_rules.contains(name) || asked.contains(name);
        if let Some(name) = extra.iter().find(|name| !is_asked(name)) {
            return Err(Invalid::new(
                name,
                "is neither the name of a policy nor used by a rule; docs/policies.md lists the names",
            ));
        }
        for name in policies.rules.keys() {
            policies.follow(name, &mut Vec::new())?;
        }
        Ok(policies)
    }

    /// Whether `caller` may do that with `target`.
    pub fn allow(&self, caller: &Caller, policy: Policy, target: &Target<'_>) -> bool {
        self.allow_named(caller, policy.as_str(), target)
    }

    /// The same of the policy or rule of that name. Where there is none, nobody may.
    pub fn allow_named(&self, caller: &Caller, name: &str, target: &Target<'_>) -> bool {
        let question = RuleContext {
            rules: &self.rules,
            caller,
            roles: caller.roles.with_implied(),
            target,
        };
        self.rules
            .get(name)
            .is_some_and(|rule| rule.holds(&question))
    }

    /// Whether `caller` is one who sees and does everything.
    pub fn is_admin(&self, caller: &Caller) -> bool {
        self.allow(caller, Policy::ContextIsAdmin, &Target::of(&caller.project))
    }

    /// The rule that is in force, as it was written.
    pub fn text(&self, policy: Policy) -> &str {
        self.texts
            .get(policy.as_str())
            .map_or(policy.default_rule(), String::as_str)
    }

    /// Whether the operator wrote another rule than the usual one.
    pub fn is_overridden(&self, policy: Policy) -> bool {
        self.text(policy) != policy.default_rule()
    }

    /// Refuses rules that ask for one that is not there, or that ask each other in a circle.
    fn follow<'a>(&'a self, name: &'a str, way: &mut Vec<&'a str>) -> Result<(), Invalid> {
        if way.contains(&name) {
            let circle = way.join("`, `");
            return Err(Invalid::new(
                way.first().unwrap_or(&name),
                format_args!(
                    "never comes to an answer: the rules `{circle}` ask each other in a circle"
                ),
            ));
        }
        let Some(rule) = self.rules.get(name) else {
            let asking = way.last().copied().unwrap_or_default();
            return Err(Invalid::new(
                asking,
                format_args!("asks for `rule:{name}`, and there is no rule of that name"),
            ));
        };
        way.push(name);
        for next in rule.names() {
            self.follow(next, way)?;
        }
        way.pop();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DomainId, ProjectId, Role, Roles, UserId};

    fn caller(roles: Roles) -> Caller {
        Caller {
            user: UserId::new(),
            user_name: "alice".to_owned(),
            project: ProjectId::new(),
            project_name: "lab".to_owned(),
            domain: DomainId::default_domain(),
            roles,
            origin: crate::Origin::default(),
        }
    }

    fn with(name: &str, rule: &str) -> Result<Policies, Invalid> {
        Policies::with([(name.to_owned(), rule.to_owned())])
    }

    #[test]
    fn every_default_is_a_rule_and_comes_to_an_answer() {
        for policy in Policy::ALL {
            parse(policy.default_rule()).unwrap_or_else(|why| panic!("{policy}: {why}"));
            assert_eq!(policy.as_str().parse(), Ok(*policy));
        }
        Policies::with([]).expect("fine");
    }

    #[test]
    fn the_four_roles_are_four_different_things() {
        let policies = Policies::default();
        let may = |role: Role, policy: Policy| {
            let caller = caller(Roles::from_iter([role]));
            policies.allow(&caller, policy, &Target::of(&caller.project))
        };
        let verdicts = |policy| {
            [Role::Reader, Role::Member, Role::Admin, Role::Service].map(|role| may(role, policy))
        };
        assert_eq!(verdicts(Policy::GetImages), [true, true, true, false]);
        assert_eq!(verdicts(Policy::AddImage), [false, true, true, false]);
        assert_eq!(
            verdicts(Policy::PublicizeImage),
            [false, false, true, false]
        );
        assert_eq!(
            verdicts(Policy::FetchImageLocation),
            [false, false, true, true]
        );
    }

    #[test]
    fn a_rule_of_the_operators_counts_and_a_role_of_theirs_opens_it() {
        let policies = with("upload_image", "role:uploader").expect("fine");
        let allowed = |roles: Roles| {
            let caller = caller(roles);
            policies.allow(&caller, Policy::UploadImage, &Target::of(&caller.project))
        };
        assert!(allowed(["Uploader".to_owned()].into_iter().collect()));
        assert!(!allowed(Roles::from_iter([Role::Admin])));
        assert_eq!(policies.text(Policy::UploadImage), "role:uploader");
    }

    #[test]
    fn a_name_of_the_operators_own_is_for_other_rules_to_ask() {
        let own = ("owners".to_owned(), "project_id:%(owner)s".to_owned());
        let using = ("delete_image".to_owned(), "rule:owners".to_owned());
        assert!(Policies::with([own.clone(), using]).is_ok());
        let slip = Policies::with([own])
            .expect_err("asked by none")
            .to_string();
        assert_eq!(
            slip,
            "owners is neither the name of a policy nor used by a rule; docs/policies.md lists the names"
        );
    }

    #[test]
    fn a_wrong_rule_is_one_sentence_that_names_it() {
        let sentence = |rule| with("add_image", rule).expect_err("wrong").to_string();
        assert_eq!(
            sentence("role:member and"),
            "add_image is no rule: `role:member and` ends where something must follow"
        );
        assert_eq!(
            sentence("rule:nobody"),
            "add_image asks for `rule:nobody`, and there is no rule of that name"
        );
        assert_eq!(
            sentence("not rule:add_image"),
            "add_image never comes to an answer: the rules `add_image` ask each other in a circle"
        );
    }
}
