//! Rules as operators of OpenStack write them: `role:admin or (role:member and project_id:%(project_id)s)`.

use super::rule::{Left, Right, Rule};

/// How deep parentheses and `not` may nest.
const DEPTH: usize = 64;

/// Reads a rule. What is wrong with one is told as it continues "the rule …".
pub(super) fn parse(text: &str) -> Result<Rule, String> {
    if text.trim().is_empty() {
        return Ok(Rule::Always);
    }
    let mut reader = Reader {
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
    };
    let rule = reader.any()?;
    match reader.next() {
        None => Ok(rule),
        Some(Token::Close) => Err("closes a parenthesis that is not open".to_owned()),
        Some(token) => Err(format!("lacks `and` or `or` before `{}`", token.text())),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Check(String),
}

impl Token {
    fn text(&self) -> &str {
        match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Check(text) => text,
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => 1,
            _ => word(rest)?,
        };
        let (token, after) = rest.split_at(length);
        tokens.push(match token.to_ascii_lowercase().as_str() {
            "(" => Token::Open,
            ")" => Token::Close,
            "and" => Token::And,
            "or" => Token::Or,
            "not" => Token::Not,
            _ => Token::Check(token.to_owned()),
        });
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// How long the word is that `text` begins with. Quotes and `%(…)s` may hold what else would end it.
fn word(text: &str) -> Result<usize, String> {
    let (mut quote, mut inside) = (None, false);
    for (index, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(') if text[..index].ends_with('%') => inside = true,
            (None, ')') if inside => inside = false,
            (None, '(' | ')') => return Ok(index),
            (None, _) if letter.is_whitespace() => return Ok(index),
            _ => {}
        }
    }
    match (quote, inside) {
        (Some(quote), _) => Err(format!("opens a {quote} that is never closed")),
        (None, true) => Err("opens a `%(` that is never closed".to_owned()),
        (None, false) => Ok(text.len()),
    }
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn take(&mut self, token: &Token) -> bool {
        let is_next = self.tokens.get(self.at) == Some(token);
        if is_next {
            self.at += 1;
        }
        is_next
    }

    fn any(&mut self) -> Result<Rule, String> {
        let mut rules = vec![self.all()?];
        while self.take(&Token::Or) {
            rules.push(self.all()?);
        }
        Ok(one_or(rules, Rule::Any))
    }

    fn all(&mut self) -> Result<Rule, String> {
        let mut rules = vec![self.one()?];
        while self.take(&Token::And) {
            rules.push(self.one()?);
        }
        Ok(one_or(rules, Rule::All))
    }

    fn one(&mut self) -> Result<Rule, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("nests deeper than {DEPTH}"));
        }
        let rule = match self.next() {
            Some(Token::Not) => Rule::Not(Box::new(self.one()?)),
            Some(Token::Open) => {
                let rule = self.any()?;
                if !self.take(&Token::Close) {
                    return Err("opens a parenthesis that is never closed".to_owned());
                }
                rule
            }
            Some(Token::Check(text)) => check(&text)?,
            Some(token) => return Err(format!("has nothing before `{}`", token.text())),
            None => return Err("ends where something must follow".to_owned()),
        };
        self.depth -= 1;
        Ok(rule)
    }
}

fn one_or(mut rules: Vec<Rule>, many: fn(Vec<Rule>) -> Rule) -> Rule {
    match rules.pop() {
        Some(only) if rules.is_empty() => only,
        Some(last) => {
            rules.push(last);
            many(rules)
        }
        None => Rule::Never,
    }
}

fn check(text: &str) -> Result<Rule, String> {
    match text {
        "@" => return Ok(Rule::Always),
        "!" => return Ok(Rule::Never),
        _ => {}
    }
    let (left, right) = parts(text).ok_or_else(|| {
        format!("holds `{text}`, which is none of `@`, `!`, `role:…`, `rule:…` and a comparison")
    })?;
    if right.is_empty() {
        return Err(format!("says nothing after `{left}:`"));
    }
    match left {
        "role" | "rule" if right.contains('%') => {
            Err(format!("holds `{text}`; a {left} is named by a plain word"))
        }
        "role" => Ok(Rule::Role(right.to_owned())),
        "rule" => Ok(Rule::Named(right.to_owned())),
        "http" | "https" => Err(format!("holds `{text}`; no other server is asked")),
        _ => Ok(Rule::Equal(self::left(left)?, self::right(right)?)),
    }
}

/// What stands before the colon, and what behind it. A quoted text may hold a colon.
fn parts(text: &str) -> Option<(&str, &str)> {
    let from = match text.chars().next() {
        Some(quote @ ('\'' | '"')) => text[1..].find(quote)? + 2,
        _ => 0,
    };
    let colon = from + text[from..].find(':')?;
    Some((&text[..colon], &text[colon + 1..]))
}

fn left(text: &str) -> Result<Left, String> {
    match text {
        "user_id" | "user" => Ok(Left::User),
        "project_id" | "tenant_id" | "tenant" => Ok(Left::Project),
        "domain_id" | "project_domain_id" => Ok(Left::Domain),
        _ => quoted(text).map(Left::Text).ok_or_else(|| {
            format!("compares `{text}`, which is none of user_id, project_id, domain_id and a quoted text")
        }),
    }
}

fn right(text: &str) -> Result<Right, String> {
    let name = text
        .strip_prefix("%(")
        .and_then(|text| text.strip_suffix(")s"));
    match name {
        Some("") => Err("holds `%()s`, which names nothing".to_owned()),
        Some(name) => Ok(Right::Attribute(name.to_owned())),
        None if text.contains('%') => Err(format!(
            "compares with `{text}`, which is neither `%(name)s` nor a text without `%`"
        )),
        None => Ok(Right::Text(quoted(text).unwrap_or_else(|| text.to_owned()))),
    }
}

fn quoted(text: &str) -> Option<String> {
    let inside = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('\'').or_else(|| inside('"')).map(ToOwned::to_owned)
}

#[cfg(test)]
#[allow(clippy::similar_names, reason = "they are two of a kind")]
mod tests {
    use super::*;

    #[test]
    fn and_binds_more_than_or_and_not_more_than_both() {
        let role = |name: &str| Rule::Role(name.to_owned());
        let rule = parse("role:a or not role:b AND ( role:c or @ )").expect("a rule");
        let right = Rule::All(vec![
            Rule::Not(Box::new(role("b"))),
            Rule::Any(vec![role("c"), Rule::Always]),
        ]);
        assert_eq!(rule, Rule::Any(vec![role("a"), right]));
        assert_eq!(parse(" "), Ok(Rule::Always));
        assert_eq!(parse("(!)"), Ok(Rule::Never));
    }

    #[test]
    fn what_is_compared_is_the_callers_or_a_text() {
        let rule = parse("(project_id:%(owner)s and \"a: b)\":%(name)s)").expect("a rule");
        let owner = Rule::Equal(Left::Project, Right::Attribute("owner".into()));
        let name = Rule::Equal(Left::Text("a: b)".into()), Right::Attribute("name".into()));
        assert_eq!(rule, Rule::All(vec![owner, name]));
        assert_eq!(
            parse("user_id:abc"),
            Ok(Rule::Equal(Left::User, Right::Text("abc".into())))
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, wrong) in [
            ("role:a role:b", "lacks `and` or `or` before `role:b`"),
            ("(role:a", "opens a parenthesis that is never closed"),
            ("role:a)", "closes a parenthesis that is not open"),
            ("role:a and", "ends where something must follow"),
            ("or role:a", "has nothing before `or`"),
            ("role:", "says nothing after `role:`"),
            (
                "admin",
                "holds `admin`, which is none of `@`, `!`, `role:…`, `rule:…` and a comparison",
            ),
            ("'x:%(name)s", "opens a ' that is never closed"),
            ("project_id:%(owner", "opens a `%(` that is never closed"),
            (
                "project_id:%(owner)",
                "compares with `%(owner)`, which is neither `%(name)s` nor a text without `%`",
            ),
            ("project_id:%()s", "holds `%()s`, which names nothing"),
            (
                "is_admin:True",
                "compares `is_admin`, which is none of user_id, project_id, domain_id and a quoted text",
            ),
            (
                "role:%(x)s",
                "holds `role:%(x)s`; a role is named by a plain word",
            ),
            (
                "http://policy.example/",
                "holds `http://policy.example/`; no other server is asked",
            ),
        ] {
            assert_eq!(parse(text), Err(wrong.to_owned()), "{text}");
        }
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&"not ".repeat(100_000)).is_err());
    }
}
