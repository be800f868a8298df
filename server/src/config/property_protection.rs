use std::{collections::BTreeSet, fs, path::PathBuf};

use registry::{Permit, PropertyOperation, Protection, Protections};
use serde::Deserialize;

use super::{Config, Error, Result};

/// The table `[property_protection]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PropertyProtection {
    /// A file in the format of Glance's `property_protection_file`. Its sections come before the rules of this table.
    pub file: Option<PathBuf>,
    /// What the words of a rule are.
    pub format: RuleFormat,
    /// Rules in order.
    pub rule: Vec<RuleSettings>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleFormat {
    /// Names of roles.
    #[default]
    Roles,
    /// The name of one policy.
    Policies,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSettings {
    /// A regular expression that something in the names of the properties matches.
    pub property: String,
    #[serde(default)]
    pub create: Words,
    #[serde(default)]
    pub read: Words,
    #[serde(default)]
    pub update: Words,
    #[serde(default)]
    pub delete: Words,
}

/// Who may: a list, or a text with commas between its words. Nobody, where nothing is said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Words {
    Text(String),
    List(Vec<String>),
}

impl Default for Words {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

/// Bytes of a file: far more than any operator writes.
const FILE_MOST: u64 = 1 << 20;

impl Config {
    /// Who may do what with which properties.
    pub fn protections(&self) -> Result<Protections> {
        let settings = &self.property_protection;
        let mut rules = Vec::new();
        if let Some(file) = &settings.file {
            let at = |problem: &dyn std::fmt::Display| {
                wrong(format_args!("{}: {problem}", file.display()))
            };
            let length = fs::metadata(file).map_err(|error| at(&error))?.len();
            if length > FILE_MOST {
                return Err(at(&format_args!(
                    "has {length} bytes; the most is {FILE_MOST}"
                )));
            }
            let text = fs::read_to_string(file).map_err(|error| at(&error))?;
            rules.extend(read(&text).map_err(|problem| at(&problem))?);
        }
        rules.extend(settings.rule.iter().cloned());
        let rules = rules.iter().map(|rule| rule.protection(settings.format));
        let rules = rules
            .collect::<std::result::Result<_, _>>()
            .map_err(wrong)?;
        Protections::new(rules).map_err(wrong)
    }
}

fn wrong(problem: impl std::fmt::Display) -> Error {
    Error::new(format!(
        "configuration table [property_protection]: {problem}"
    ))
}

/// The policies that rules ask.
pub(super) fn asked(protections: &Protections) -> BTreeSet<&str> {
    let rules = protections.rules().iter();
    let permits =
        rules.flat_map(|rule| PropertyOperation::ALL.map(|operation| rule.permit(operation)));
    let names = permits.filter_map(|permit| match permit {
        Permit::Policy(name) => Some(name.as_str()),
        _ => None,
    });
    names.collect()
}

impl RuleSettings {
    fn protection(&self, format: RuleFormat) -> std::result::Result<Protection, String> {
        let permit = |operation: &str, words: &Words| {
            words
                .permit(format)
                .map_err(|problem| format!("`{}`: {operation} {problem}", self.property))
        };
        let permits = [
            permit("create", &self.create)?,
            permit("read", &self.read)?,
            permit("update", &self.update)?,
            permit("delete", &self.delete)?,
        ];
        Protection::new(&self.property, permits).map_err(|error| error.to_string())
    }
}

impl Words {
    fn permit(&self, format: RuleFormat) -> std::result::Result<Permit, String> {
        let words: Vec<&str> = match self {
            Self::Text(text) => text.split(',').collect(),
            Self::List(list) => list.iter().map(String::as_str).collect(),
        };
        let words = words
            .into_iter()
            .map(str::trim)
            .filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        match (words.as_slice(), format) {
            ([] | ["!"], _) => Ok(Permit::Nobody),
            (["@"], _) => Ok(Permit::Everybody),
            (words, _) if words.contains(&"!") || words.contains(&"@") => {
                Err("names `@` (everybody) or `!` (nobody) beside others".to_owned())
            }
            (words, RuleFormat::Roles) => Ok(Permit::Roles(
                words.iter().map(ToString::to_string).collect(),
            )),
            ([policy], RuleFormat::Policies) => Ok(Permit::Policy((*policy).to_owned())),
            (_, RuleFormat::Policies) => Err("names more than one policy".to_owned()),
        }
    }
}

/// The sections of a file, in order.
fn read(text: &str) -> std::result::Result<Vec<RuleSettings>, String> {
    let mut rules: Vec<RuleSettings> = Vec::new();
    // Some editors begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let at = |problem: &str| Err(format!("line {}: {problem}", number + 1));
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(section) = line.strip_prefix('[') {
            let Some(property) = section.strip_suffix(']').filter(|name| !name.is_empty()) else {
                return at("is no section: `[`, a regular expression, `]`");
            };
            if property == "DEFAULT" {
                return at("[DEFAULT] is not supported: write the rule out in each section");
            }
            if rules.iter().any(|rule| rule.property == property) {
                return at("there is a section of that name already");
            }
            rules.push(RuleSettings {
                property: property.to_owned(),
                create: Words::default(),
                read: Words::default(),
                update: Words::default(),
                delete: Words::default(),
            });
            continue;
        }
        let Some((name, words)) = line.split_once(['=', ':']) else {
            return at("is neither a section nor `operation = words`");
        };
        let Some(rule) = rules.last_mut() else {
            return at("stands before the first section");
        };
        let field = match name.trim().to_ascii_lowercase().as_str() {
            "create" => &mut rule.create,
            "read" => &mut rule.read,
            "update" => &mut rule.update,
            "delete" => &mut rule.delete,
            _ => return at("names no operation: create, read, update or delete"),
        };
        if *field != Words::default() {
            return at("says the same operation again");
        }
        *field = Words::Text(words.trim().to_owned());
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn protections(file: &str) -> Result<Protections> {
        Config::from_table(file.parse().expect("a table"))?.protections()
    }

    #[test]
    fn a_wrong_rule_is_one_sentence_that_names_it() {
        for (rule, expected) in [
            ("property = '('", "`(` is not a regular expression"),
            ("property = '(?=a)'", "`(?=a)` is not a regular expression"),
            (
                "property = 'a'\ncreate = '@, admin'",
                "`a`: create names `@`",
            ),
            (
                "property = 'a'\nupdate = ['!', 'admin']",
                "`a`: update names `@` (everybody) or `!`",
            ),
            ("property = 'a'\nwrite = '@'", "write"),
        ] {
            let file = format!("[[property_protection.rule]]\n{rule}");
            let sentence = protections(&file).expect_err(rule).to_string();
            assert!(sentence.contains(expected), "{sentence}");
        }
        let file = "[property_protection]\nformat = 'policies'\n[[property_protection.rule]]\nproperty = 'a'\nread = 'unheard_of'";
        let sentence = protections(file).expect_err("no such policy").to_string();
        assert!(sentence.contains("unheard_of"), "{sentence}");
    }

    #[test]
    fn sections_of_a_file_are_rules_in_order() {
        let rules = read("# ours\n[x_.*]\ncreate = admin,member\nread: @\n\n[^a]b]$]\ndelete=!\n")
            .expect("a file");
        assert_eq!(rules.len(), 2);
        assert_eq!(rules[0].property, "x_.*");
        assert_eq!(
            rules[0].create.permit(RuleFormat::Roles),
            Ok(Permit::Roles(vec!["admin".into(), "member".into()]))
        );
        assert_eq!(
            rules[0].read.permit(RuleFormat::Roles),
            Ok(Permit::Everybody)
        );
        assert_eq!(
            rules[0].update.permit(RuleFormat::Roles),
            Ok(Permit::Nobody)
        );
        assert_eq!(rules[1].property, "^a]b]$");
        for (text, line) in [
            ("x", 1),
            ("read = @", 1),
            ("[a]\nwrite = @", 2),
            ("[a]\n[a]", 2),
            ("[DEFAULT]", 1),
            ("[a]\nread=@\nread=!", 3),
            ("[a", 1),
        ] {
            let problem = read(text).expect_err(text);
            assert!(problem.starts_with(&format!("line {line}:")), "{problem}");
        }
    }
}
