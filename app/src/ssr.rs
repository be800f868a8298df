//! The server's half: where server functions and pages find who asks, what they may use, and the answer's headers.

mod answer;
mod back;
mod handles;
mod refusal;
mod session;

pub use answer::{
    LOCALE_COOKIE, THEME_COOKIE, keep_cookie, redirect, redirect_back, redirect_form, set_status,
    typed,
};
pub use handles::{RequestId, caller, caller_or_guest, identity, provide, registry, web_session};
pub use session::{sign_in, sign_out};
