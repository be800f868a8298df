use identity::WebSession;
use model::ErrorKind;
use tower_sessions::{Session, session};

use super::{
    context::extension,
    refusal::{fail, refuse},
};
use crate::shared::{Error, Result};

/// Makes this browser's session be `who`, under a new id: whoever knew the old one knows nothing.
pub async fn sign_in(who: &WebSession) -> Result<()> {
    let session = session()?;
    session.cycle_id().await.map_err(failed)?;
    keep(&session, who).await
}

/// Changes what this browser's session says, under the same id: requests that are under way go on.
pub async fn keep_session(who: &WebSession) -> Result<()> {
    keep(&session()?, who).await
}

/// Forgets the session, here and in the database.
pub async fn sign_out() -> Result<()> {
    session()?.flush().await.map_err(failed)
}

/// Written here already: the session layer saves it when the answer is made, and has only a bare 500 for a failure.
async fn keep(session: &Session, who: &WebSession) -> Result<()> {
    session.insert(WebSession::KEY, who).await.map_err(failed)?;
    session.save().await.map_err(failed)
}

fn failed(error: session::Error) -> Error {
    match error {
        session::Error::Store(error) => {
            tracing::warn!(%error, "a session could not be kept");
            refuse(
                ErrorKind::Unavailable,
                "Sessions cannot be kept just now. Nothing was changed; try again in a moment."
                    .to_owned(),
            )
        }
        session::Error::SerdeJson(error) => fail(error),
    }
}

fn session() -> Result<Session> {
    // A caller with a token has no session; neither has anybody where sign-in is switched off.
    extension().ok_or_else(|| refuse(ErrorKind::Conflict, "there are no sessions here".to_owned()))
}
