//! What forms do with the browser's session.

use ::identity::WebSession;
use app::SessionChange;
use model::ErrorKind;
use tower_sessions::{Session, session::Error};

/// Does it in the browser and in the database. Otherwise the kind of the failure is told, and a sentence about it.
pub async fn change(
    session: Option<&Session>,
    change: SessionChange,
) -> Result<(), (ErrorKind, &'static str)> {
    // A caller with a token has no session; neither has anybody where sign-in is switched off.
    let session = session.ok_or((ErrorKind::Conflict, "there are no sessions here"))?;
    let changed = match change {
        SessionChange::Begin(who) => begin(session, &who).await,
        SessionChange::Keep(who) => keep(session, &who).await,
        SessionChange::End => session.flush().await,
    };
    changed.map_err(|error| match error {
        Error::Store(error) => {
            tracing::warn!(%error, "a session could not be kept");
            let sentence =
                "Sessions cannot be kept just now. Nothing was changed; try again in a moment.";
            (ErrorKind::Unavailable, sentence)
        }
        Error::SerdeJson(error) => {
            tracing::error!(%error, "a session could not be written");
            (ErrorKind::Internal, "something went wrong on our side")
        }
    })
}

async fn begin(session: &Session, who: &WebSession) -> Result<(), Error> {
    session.cycle_id().await?;
    keep(session, who).await
}

/// Written here already: the session layer saves it when the answer is made, and has only a bare 500 for a failure.
async fn keep(session: &Session, who: &WebSession) -> Result<(), Error> {
    session.insert(WebSession::KEY, who).await?;
    session.save().await
}
