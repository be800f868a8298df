use model::Invalid;

/// The list into which Glance's pointers lead. Nobody may change it here, and it is refused by its name.
const LOCATIONS: &str = "locations";

/// The one name that a JSON pointer leads to. Images have no depth, so neither have pointers into them, but for those that
/// Glance has into `locations`, as `/locations/-`.
///
/// [RFC 6901](https://www.rfc-editor.org/rfc/rfc6901) says how it is written.
pub fn name(pointer: &str) -> Result<String, Invalid> {
    let wrong = |problem: &str| Invalid::new("path", format_args!("`{pointer}` {problem}"));
    let token = pointer
        .strip_prefix('/')
        .ok_or_else(|| wrong("does not begin with a slash"))?;
    if token.is_empty() || token.ends_with('/') {
        return Err(wrong("ends with a slash"));
    }
    let token = match token.split_once('/') {
        None => token,
        Some((LOCATIONS, place)) if !place.contains('/') => LOCATIONS,
        Some(_) => return Err(wrong("leads into a property; properties have no parts")),
    };
    let mut name = String::with_capacity(token.len());
    let mut letters = token.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '~' => match letters.next() {
                Some('0') => name.push('~'),
                Some('1') => name.push('/'),
                _ => return Err(wrong("holds a `~` that is followed by neither 0 nor 1")),
            },
            letter => name.push(letter),
        }
    }
    Ok(name)
}
