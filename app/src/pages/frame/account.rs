use leptos::{prelude::*, server_fn::ServerFn};
use model::ErrorKind;

use super::super::current_user::CurrentUser;
use crate::{
    forms::SignOut,
    shared::{Error, Icon},
    text::frame,
};

/// Who is signed in, and the way out.
///
/// A form that is sent as a page: what comes after it has nothing of this session left in memory.
#[component]
pub fn Account(who: Option<CurrentUser>, refusal: Option<Error>) -> impl IntoView {
    let text = frame();
    let can_leave = match &who {
        Some(who) => who.can_leave,
        // Signed in, but nothing in any project: leaving is all there is.
        None => refusal.is_some_and(|error| error.kind == ErrorKind::Forbidden),
    };
    view! {
        {who.map(|who| {
            view! {
                <span class="account" title=text.account>
                    <Icon name="person"/>
                    <span class="account-name">{who.caller.user_name}</span>
                </span>
            }
        })}
        {can_leave.then(|| {
            view! {
                <form method="post" action=SignOut::PATH class="leave" data-plain="">
                    <button class="bar-button" title=text.sign_out>
                        <Icon name="leave"/>
                        <span class="bar-button-words">{text.sign_out}</span>
                    </button>
                </form>
            }
        })}
    }
}
