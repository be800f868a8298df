//! Comma-separated values, RFC 4180, that a spreadsheet takes for text and nothing else.

use std::borrow::Cow;

use model::Activity;

use super::wire::moment;

/// The first line, behind the mark by which spreadsheets know UTF-8.
pub const HEAD: &str = "\u{feff}id,at,action,actor,actor_name,actor_project,target_kind,target,target_name,project,\
    other_project,details,node,request_id,address,user_agent,credential,credential_name\r\n";

/// An audit event as a line.
pub fn line(event: &Activity) -> String {
    let (id, at) = (event.id.to_string(), moment(event.at));
    let fields: [&str; 18] = [
        &id,
        &at,
        event.action.as_str(),
        &event.actor,
        &event.actor_name,
        event.actor_project.as_deref().unwrap_or_default(),
        &event.target_kind,
        &event.target,
        &event.target_name,
        event.project.as_deref().unwrap_or_default(),
        event.other_project.as_deref().unwrap_or_default(),
        &event.details,
        &event.node,
        &event.request_id,
        &event.address,
        &event.user_agent,
        &event.credential_id,
        &event.credential_name,
    ];
    let mut line = fields.map(field).join(",");
    line.push_str("\r\n");
    line
}

fn field(text: &str) -> Cow<'_, str> {
    let text = inert(text);
    if text.contains(['"', ',', '\r', '\n']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        text
    }
}

/// With these a formula begins, as spreadsheets of some language see it.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// With these a cell begins where a comma does not separate cells: a semicolon does in many languages, and quotes are
/// then read in another way than they are written here.
const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

/// What a spreadsheet would take for a formula gets an apostrophe in front: people choose names, and others open them.
fn inert(text: &str) -> Cow<'_, str> {
    let mut inert = String::new();
    if text.starts_with(['\t', '\r', '\n']) {
        inert.push('\'');
    }
    let mut begins_cell = true;
    for c in text.chars() {
        if begins_cell && FORMULA.contains(&c) {
            inert.push('\'');
        }
        inert.push(c);
        begins_cell = SEPARATORS.contains(&c) || (begins_cell && matches!(c, '"' | ' '));
    }
    if inert.len() == text.len() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(inert)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_formula() {
        assert_eq!(field("=1+1"), "'=1+1");
        assert_eq!(field("@sum(a,b)"), "\"'@sum(a,b)\"");
        assert_eq!(field("debian-12"), "debian-12");
        for (text, expected) in [
            ("x;=1+1", "x;'=1+1"),
            ("x; +1", "x; '+1"),
            ("x;\"=1+1\"", "\"x;\"\"'=1+1\"\"\""),
            ("x\t@sum(a)", "x\t'@sum(a)"),
            ("x\n-1", "\"x\n'-1\""),
            ("\t=1", "'\t'=1"),
            ("a;b=c", "a;b=c"),
        ] {
            assert_eq!(field(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_parts_fields_and_lines_is_quoted() {
        assert_eq!(field("say \"hi\", now"), "\"say \"\"hi\"\", now\"");
        assert_eq!(field("two\r\nlines"), "\"two\r\nlines\"");
    }
}
