use leptos::prelude::*;
use model::ErrorKind;

use crate::{
    shared::{Error, Icon, Locale},
    text::{errors, locale},
};

/// What went wrong, what to do about it, and the id to quote.
#[component]
pub fn ProblemBox(error: Error) -> impl IntoView {
    let text = errors();
    let kind = error.kind;
    // The server's sentence says what is wrong; what stands for all errors of a kind would only contradict it. It is in
    // English, so in another language the words for the kind stand above it.
    let told = is_told(kind);
    let english = locale() == Locale::En;
    let (title, detail) = match (told, english) {
        (true, true) => (sentence(&error.message), None),
        (true, false) => (
            (text.title)(kind).to_owned(),
            Some(sentence(&error.message)),
        ),
        (false, _) => ((text.title)(kind).to_owned(), None),
    };
    let hint = helps(kind).then(|| (text.hint)(kind));
    view! {
        <div class="problem" role="alert" tabindex="-1">
            <Icon name="warning"/>
            <div>
                <p class="problem-title">{title}</p>
                {detail.map(|detail| view! { <p lang="en">{detail}</p> })}
                {hint.map(|hint| view! { <p>{hint}</p> })}
                <RequestId id=error.request_id/>
            </div>
        </div>
    }
}

/// What an operator wants to hear.
#[component]
pub fn Details(error: Error) -> impl IntoView {
    // An internal error has no sentence to tell.
    let told = error.kind != ErrorKind::Internal;
    view! {
        {told.then(|| view! { <p class="problem-detail" lang="en">{sentence(&error.message)}</p> })}
        <RequestId id=error.request_id/>
    }
}

#[component]
fn RequestId(id: Option<String>) -> impl IntoView {
    id.map(|id| {
        view! {
            <p class="problem-detail">
                {errors().request_id} " " <code>{id}</code>
            </p>
        }
    })
}

/// Whether the server's sentence says more than the words for errors of that kind.
fn is_told(kind: ErrorKind) -> bool {
    !matches!(kind, ErrorKind::Internal | ErrorKind::Unauthenticated)
}

/// Whether the words for errors of that kind say what to do, whatever the sentence is.
fn helps(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Forbidden | ErrorKind::Unauthenticated | ErrorKind::Internal | ErrorKind::Full
    )
}

/// An error's message as a sentence for people: it begins with a capital letter, unless it begins with a field's name,
/// and ends with a full stop; names are in quotation marks.
pub fn sentence(message: &str) -> String {
    let mut out = String::with_capacity(message.len() + 4);
    let first_word = message.split(' ').next().unwrap_or_default();
    let is_name = first_word.contains(['_', '.', '`', '-']);
    let mut open = false;
    for (at, c) in message.chars().enumerate() {
        match c {
            '`' => {
                open = !open;
                out.push(if open { '“' } else { '”' });
            }
            c if at == 0 && !is_name => out.extend(c.to_uppercase()),
            c => out.push(c),
        }
    }
    if !out.ends_with(['.', '!', '?', '。', '！', '？']) {
        out.push(
            if out.ends_with(|c: char| !c.is_ascii() && c.is_alphabetic()) {
                '。'
            } else {
                '.'
            },
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(
            sentence("there is no user `nobody`"),
            "There is no user “nobody”."
        );
        assert_eq!(sentence("min_disk is negative"), "min_disk is negative.");
        assert_eq!(
            sentence("The names do not match."),
            "The names do not match."
        );
        assert_eq!(sentence("当前密码错误"), "当前密码错误。");
    }
}
