use leptos::{prelude::*, server_fn::ServerFn};
use model::ErrorKind;

use crate::{
    api::{SignOut, SignedIn},
    error::Result,
    text::text,
    ui::Icon,
};

/// Who is signed in, and the way out.
///
/// A plain form: what comes after it is a new page, with nothing of this session left in memory.
#[component]
pub fn Account(who: Result<SignedIn>) -> impl IntoView {
    let text = text().frame;
    let (name, can_leave) = match who {
        Ok(signed_in) => (Some(signed_in.caller.user_name), signed_in.can_leave),
        // Signed in, but nothing in any project: leaving is all there is.
        Err(error) => (None, error.kind == ErrorKind::Forbidden),
    };
    view! {
        {name.map(|name| {
            view! {
                <span class="account" title=text.account>
                    <Icon name="person"/>
                    <span class="account-name">{name}</span>
                </span>
            }
        })}
        {can_leave.then(|| {
            view! {
                <form method="post" action=SignOut::url() class="leave">
                    <button class="bar-button" title=text.sign_out>
                        <Icon name="leave"/>
                        <span class="bar-button-words">{text.sign_out}</span>
                    </button>
                </form>
            }
        })}
    }
}
