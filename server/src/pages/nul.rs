//! The one character that not every database can keep: nothing is called so, and nothing is looked for by it.

use axum::extract::Request;
use model::Invalid;

use crate::{AppState, extract::read_body, problem::Result};

/// The same request for a page, unless that character is in its query.
pub fn not_in_query(request: Request) -> Result<Request> {
    let query = request.uri().query().unwrap_or_default();
    refuse("the query", query.as_bytes())?;
    Ok(request)
}

/// The same request for a server function, unless that character is in its query or its form.
pub async fn not_in_form(request: Request, state: &AppState) -> Result<Request> {
    let (parts, body) = not_in_query(request)?.into_parts();
    let form = read_body(&parts, body, state).await?;
    refuse("the form", &form)?;
    Ok(Request::from_parts(parts, form.into()))
}

/// `fields` are as queries and forms are written.
fn refuse(place: &str, fields: &[u8]) -> Result<()> {
    if is_in(fields) {
        return Err(Invalid::new(place, "contains a NUL character").into());
    }
    Ok(())
}

fn is_in(fields: &[u8]) -> bool {
    fields.contains(&0) || fields.windows(3).any(|sign| sign == b"%00")
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn a_per_cent_sign_before_two_noughts_is_something_else() {
        assert!(is_in(b"name=a%00b") && is_in(b"name=a\0b"));
        assert!(!is_in(b"name=a%2500b") && !is_in(b"name=00"));
    }
}
