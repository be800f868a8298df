//! Marks that turn the direction of the text after them: `photo[U+202E]gpj.exe` must not read as a picture.
//!
//! Names keep them, since a name is its owner's business; what people read shows each as a replacement character.

use axum::{
    body::{Body, to_bytes},
    response::{IntoResponse, Response},
};
use model::ErrorKind;

use crate::problem::Problem;

/// Embeddings, overrides and isolates, as [UAX #9](https://www.unicode.org/reports/tr9/) names them.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The same page, in which no text turns around.
pub async fn straight(page: Response) -> Response {
    let (parts, body) = page.into_parts();
    // Rendered whole already: this neither waits nor fails.
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return Problem::new(ErrorKind::Internal, error).into_response(),
    };
    let body = match std::str::from_utf8(&bytes) {
        Ok(html) if html.contains(turns) => Body::from(shown(html)),
        _ => Body::from(bytes),
    };
    Response::from_parts(parts, body)
}

/// Replaces the marks in what is read. Attributes and text areas stay as they are: they are sent back, copied and compared.
fn shown(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        straighten(text, &mut out);
        let mut end = end_of_tag(tag);
        if tag.starts_with("<textarea") {
            end = tag.find("</textarea").unwrap_or(tag.len());
        }
        let (tag, after) = tag.split_at(end);
        out.push_str(tag);
        rest = after;
    }
    straighten(rest, &mut out);
    out
}

fn straighten(text: &str, out: &mut String) {
    out.extend(text.chars().map(|c| {
        if turns(c) {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    }));
}

/// Where the tag ends that `html` begins with; a `>` within quotes is none.
fn end_of_tag(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_is_read_does_not_turn_around() {
        let html = "<p title=\"a>\u{202e}b\">x\u{202e}y<i>\u{2066}</i></p>\u{202a}";
        assert_eq!(
            shown(html),
            "<p title=\"a>\u{202e}b\">x\u{fffd}y<i>\u{fffd}</i></p>\u{fffd}"
        );
    }

    #[test]
    fn what_is_sent_back_stays() {
        let html = "<input value=\"\u{202e}\"><textarea name=\"a\">\u{202e}</textarea>\u{202e}";
        assert_eq!(
            shown(html),
            "<input value=\"\u{202e}\"><textarea name=\"a\">\u{202e}</textarea>\u{fffd}"
        );
    }
}
