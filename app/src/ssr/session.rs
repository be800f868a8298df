use identity::WebSession;
use model::ErrorKind;
use tower_sessions::Session;

use super::{
    handles::extension,
    refusal::{fail, refuse},
};
use crate::error::Result;

/// Makes this browser's session be `who`, under a new id: whoever knew the old one knows nothing.
pub async fn sign_in(who: &WebSession) -> Result<()> {
    let session = session()?;
    session.cycle_id().await.map_err(fail)?;
    session.insert(WebSession::KEY, who).await.map_err(fail)
}

/// Changes what this browser's session says, under the same id: requests that are under way go on.
pub async fn keep_session(who: &WebSession) -> Result<()> {
    session()?.insert(WebSession::KEY, who).await.map_err(fail)
}

/// Forgets the session, here and in the database.
pub async fn sign_out() -> Result<()> {
    session()?.flush().await.map_err(fail)
}

fn session() -> Result<Session> {
    // A caller with a token has no session; neither has anybody where sign-in is switched off.
    extension().ok_or_else(|| refuse(ErrorKind::Conflict, "there are no sessions here".to_owned()))
}
