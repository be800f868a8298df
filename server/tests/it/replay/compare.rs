use std::collections::BTreeSet;

use serde_json::Value;

use super::{exchange::Exchange, shape};
use crate::helpers::{Answer, NEW_IMAGE_FIELDS};

/// Fields that the recorded deployment was told to show, or has for its three stores.
const SHOWN_THERE: [&str; 3] = ["locations", "direct_url", "stores"];

/// What an answer has that the recorded one has not, and the other way round, each in a line.
pub fn differences(exchange: &Exchange, answer: &Answer) -> Vec<String> {
    let mut all = Vec::new();
    if answer.status != exchange.status {
        all.push(format!(
            "status {}, not {}",
            answer.status.as_u16(),
            exchange.status
        ));
    }
    all.extend(headers(exchange, answer));
    if let Some(allow) = &exchange.allow
        && allow != answer.header("allow")
    {
        all.push(format!("allow {}, not {allow}", answer.header("allow")));
    }
    let (mut found, mut expected) = (body(exchange, answer), exchange.answer.clone());
    for field in SHOWN_THERE {
        if shape::has(&expected, field) && !shape::has(&found, field) {
            all.push(format!("no field {field}"));
            found = shape::without(&found, field);
            expected = shape::without(&expected, field);
        }
    }
    // Glance says nothing of the little texts that were recorded as disks.
    for name in NEW_IMAGE_FIELDS {
        if shape::has(&found, name) && !shape::has(&expected, name) {
            all.push(format!("has field {name}"));
            found = shape::without(&found, name);
        }
    }
    all.extend(shape::differences("", &found, &expected));
    all
}

fn headers(exchange: &Exchange, answer: &Answer) -> Vec<String> {
    let found: BTreeSet<&str> = answer
        .headers
        .keys()
        .map(http::HeaderName::as_str)
        .collect();
    let expected: BTreeSet<&str> = exchange.with.iter().map(String::as_str).collect();
    let missing = expected.difference(&found).map(|name| (name, "no"));
    let more = found.difference(&expected).map(|name| (name, "has"));
    let line = |(name, verb): (&&str, &str)| match (answer.status.as_u16(), *name) {
        (202 | 204, "content-type" | "content-length") => {
            format!("no content, {verb} header {name}")
        }
        _ => format!("{verb} header {name}"),
    };
    missing.chain(more).map(line).collect()
}

/// The shape of a body, or a word for one that has none.
fn body(exchange: &Exchange, answer: &Answer) -> Value {
    let media = answer.header("content-type");
    if answer.body.is_empty() || exchange.ask.starts_with("HEAD ") {
        "nothing".into()
    } else if media.starts_with("application/json") {
        shape::of(&answer.json())
    } else if media.starts_with("text/html") {
        "html".into()
    } else if media.starts_with("text/plain") {
        "plain".into()
    } else {
        format!("{} bytes", answer.body.len()).into()
    }
}
