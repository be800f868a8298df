//! Titles and help of metadata definitions, and what is wrong with a value.

use metadefs::WrongValue;

use super::{Text, TextWithName, locale, spoken};
use crate::shared::Locale;

spoken! {
    /// What is wrong with the value of a known property.
    DefinitionText {
        not_among: fn(&str, &str) -> String = |name, values| format!("{name} must be one of: {values}"), |name, values| format!("{name} 的值必须是以下之一：{values}");
        not_true_or_false: TextWithName = |name| format!("{name} must be true or false"), |name| format!("{name} 的值必须是 true 或 false");
        not_whole: TextWithName = |name| format!("{name} must be a whole number"), |name| format!("{name} 的值必须是整数");
        no_number: TextWithName = |name| format!("{name} must be a number"), |name| format!("{name} 的值必须是数字");
        below: fn(&str, &str) -> String = |name, least| format!("{name} must be at least {least}"), |name, least| format!("{name} 的值不能小于 {least}");
        above: fn(&str, &str) -> String = |name, most| format!("{name} must be at most {most}"), |name, most| format!("{name} 的值不能大于 {most}");
        too_short: fn(&str, &str) -> String = |name, least| format!("{name} is too short; minimum length in characters: {least}"), |name, least| format!("{name} 的值至少需要 {least} 个字符");
        too_long: fn(&str, &str) -> String = |name, most| format!("{name} is too long; maximum length in characters: {most}"), |name, most| format!("{name} 的值最多 {most} 个字符");
        pattern: fn(&str, &str) -> String = |name, pattern| format!("{name} must match the pattern {pattern}"), |name, pattern| format!("{name} 的值必须匹配正则表达式 {pattern}");
        and_more: Text = ", …", "……";
    }
}

/// Values that a sentence lists; a list of more goes on with "…".
const VALUES: usize = 12;

/// A title or help in the language of this page: what comes with Vitrine is translated, what an operator wrote is not.
pub fn shown(text: &str) -> &str {
    match locale() {
        Locale::En => text,
        Locale::Zh => metadefs::translated(text).unwrap_or(text),
    }
}

/// What stands between the words of a list.
pub fn comma() -> &'static str {
    match locale() {
        Locale::En => ", ",
        Locale::Zh => "、",
    }
}

/// What is wrong with the value of the property of that name.
pub fn wrong(name: &str, wrong: &WrongValue) -> String {
    let text = TEXT.here();
    match wrong {
        WrongValue::NotAmong(values) => {
            let mut listed: Vec<&str> = values.iter().map(String::as_str).collect();
            listed.truncate(VALUES);
            let more = if values.len() > VALUES {
                text.and_more
            } else {
                ""
            };
            (text.not_among)(name, &format!("{}{more}", listed.join(comma())))
        }
        WrongValue::NotTrueOrFalse => (text.not_true_or_false)(name),
        WrongValue::NotWhole => (text.not_whole)(name),
        WrongValue::NoNumber => (text.no_number)(name),
        WrongValue::Below(least) => (text.below)(name, least),
        WrongValue::Above(most) => (text.above)(name, most),
        WrongValue::TooShort(least) => (text.too_short)(name, &least.to_string()),
        WrongValue::TooLong(most) => (text.too_long)(name, &most.to_string()),
        WrongValue::Pattern(pattern) => (text.pattern)(name, pattern),
    }
}
