use model::{Invalid, OffsetDateTime};
use time::{PrimitiveDateTime, format_description::well_known::Iso8601};

/// The operator before the first colon, if there is one, and what it compares with.
pub fn split(value: &str) -> (Option<&str>, &str) {
    match value.split_once(':') {
        Some((operator, rest)) => (Some(operator), rest),
        None => (None, value),
    }
}

/// The values of `in:`, parted by commas. One that holds a comma stands in double quotes; `\"` is a quote in them.
pub fn list(name: &str, text: &str) -> Result<Vec<String>, Invalid> {
    let mut values = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (value, after) = if let Some(quoted) = rest.strip_prefix('"') {
            unquote(name, quoted)?
        } else {
            plain(name, rest)?
        };
        values.push(value);
        rest = after;
    }
    Ok(values)
}

fn plain<'a>(name: &str, text: &'a str) -> Result<(String, &'a str), Invalid> {
    let (value, after) = text.split_once(',').unwrap_or((text, ""));
    if value.contains('"') {
        return Err(Invalid::new(name, "has a quote that follows no comma"));
    }
    Ok((value.to_owned(), after))
}

fn unquote<'a>(name: &str, text: &'a str) -> Result<(String, &'a str), Invalid> {
    let (mut value, mut escaped) = (String::new(), false);
    for (at, letter) in text.char_indices() {
        match letter {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => {
                let after = &text[at + 1..];
                return match after.strip_prefix(',') {
                    Some(after) => Ok((value, after)),
                    None if after.is_empty() => Ok((value, after)),
                    None => Err(Invalid::new(
                        name,
                        "has a closing quote that no comma follows",
                    )),
                };
            }
            letter => {
                value.push(letter);
                escaped = false;
            }
        }
    }
    Err(Invalid::new(name, "has a quote that is not closed"))
}

/// A moment in ISO 8601. One that names no zone is in UTC; a day alone is its first moment.
pub fn moment(text: &str) -> Option<OffsetDateTime> {
    let moment = OffsetDateTime::parse(text, &Iso8601::DEFAULT)
        .or_else(|_| {
            PrimitiveDateTime::parse(text, &Iso8601::DEFAULT).map(PrimitiveDateTime::assume_utc)
        })
        .or_else(|_| {
            time::Date::parse(text, &Iso8601::DEFAULT).map(|day| day.midnight().assume_utc())
        })
        .ok()?;
    model::utc(moment)
}

/// Whether this is a moment but for the plus sign of its zone, which came as a space: in a query a plus means one.
pub fn has_lost_its_plus(value: &str) -> bool {
    let Some((at, zone)) = value.rsplit_once(' ') else {
        return false;
    };
    let whole = format!("{at}+{zone}");
    moment(&whole).or_else(|| moment(split(&whole).1)).is_some()
}
