//! The server functions that the browser's program calls. Their bodies are compiled for the server alone.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::shared::Result;

/// How long the session goes on, in seconds: if nothing is asked for any more, and in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remaining {
    pub idle: u64,
    pub life: u64,
}

/// How long the session goes on. Asking changes nothing about that.
#[server(prefix = "/fn", endpoint = "session_left", input = GetUrl)]
pub async fn session_left() -> Result<Remaining> {
    use crate::request::{identity, require_session};
    let left = identity().time_left(&require_session()?).await?;
    Ok(Remaining {
        idle: left.idle.as_secs(),
        life: left.life.as_secs(),
    })
}

/// Stays signed in, as by any other request.
#[server(prefix = "/fn", endpoint = "stay_signed_in")]
pub async fn stay_signed_in() -> Result<Remaining> {
    use crate::request::{identity, require_session};
    identity().touch_session(&require_session()?).await?;
    session_left().await
}
