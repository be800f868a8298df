use model::Policies;
use toml::Value;

use super::{Config, Error, Result, property_protection};

impl Config {
    /// The rules in force: Glance's, but where the table `[policy]` says otherwise.
    pub fn policies(&self) -> Result<Policies> {
        let rule = |(name, value): (&String, &Value)| {
            let text = value
                .as_str()
                .ok_or_else(|| wrong(format_args!("{name} is not a text that holds a rule")))?;
            Ok((name.clone(), text.to_owned()))
        };
        let rules: Vec<_> = self.policy.iter().map(rule).collect::<Result<_>>()?;
        let protections = self.protections()?;
        Policies::with_asked(rules, &property_protection::asked(&protections)).map_err(wrong)
    }
}

fn wrong(problem: impl std::fmt::Display) -> Error {
    Error::new(format!("configuration table [policy]: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(file: &str) -> String {
        let table = file.parse().expect("a table");
        Config::from_table(table).expect_err(file).to_string()
    }

    #[test]
    fn a_wrong_policy_is_one_sentence_that_names_it() {
        for (file, expected) in [
            (
                "[policy]\nad_image = \"@\"",
                "ad_image is neither the name of a policy nor used by a rule; docs/policies.md lists the names",
            ),
            (
                "[policy]\nadd_image = \"role:member or\"",
                "add_image is no rule: `role:member or` ends where something must follow",
            ),
            (
                "[policy]\nadd_image = true",
                "add_image is not a text that holds a rule",
            ),
        ] {
            assert_eq!(
                sentence(file),
                format!("configuration table [policy]: {expected}")
            );
        }
        assert!(sentence("policy = 3").contains("`policy`"));
    }

    #[test]
    fn an_operators_rule_takes_the_place_of_the_default() {
        let table = "[policy]\npublicize_image = \"@\""
            .parse()
            .expect("a table");
        let policies = Config::from_table(table)
            .expect("fine")
            .policies()
            .expect("fine");
        assert_eq!(policies.text(model::Policy::PublicizeImage), "@");
        assert_eq!(
            policies.text(model::Policy::CopyImage),
            "rule:context_is_admin"
        );
    }
}
