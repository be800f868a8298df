use std::{convert::Infallible, sync::Arc, time::Duration};

use ::identity::Identity;
use axum::{
    Extension,
    extract::{RawQuery, State},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use form_urlencoded::parse as pairs;
use futures::stream;
use http::{HeaderMap, HeaderValue, header};
use model::{AuditAction, Caller, Invalid, Policy};
use registry::{Audience, ChangeEvent, Registry};
use serde_json::json;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Interval, interval},
};
use tokio_util::sync::CancellationToken;

use super::limit::Permit;
use crate::{
    AppState,
    extract::RequireCaller,
    middleware::Credentials,
    problem::{Problem, Result},
};

/// How often it is checked whether the listener is still authenticated; so often, too, a line is sent that keeps the
/// way open.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Tells what changes in the caller's project, and of what it is shown, until the session ends.
pub async fn listen(
    RequireCaller(caller): RequireCaller,
    State(state): State<AppState>,
    credentials: Option<Extension<Credentials>>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Result<Response> {
    let AppState {
        registry,
        identity,
        feed,
        listeners,
        ..
    } = state;
    let asked = ListenParams::parse(&raw.unwrap_or_default(), &headers)?;
    may_hear(&registry, &caller, asked.all)?;
    let permit = listeners.admit(&caller)?;
    let heard = feed.listen().await?;
    let mut listener = Listener {
        all: asked.all,
        caller,
        registry: registry.clone(),
        identity,
        credentials: credentials.map(|Extension(credentials)| credentials),
        heard,
        heartbeat: interval(HEARTBEAT),
        end: feed.end(),
        missed: false,
        _permit: permit,
    };
    listener.heartbeat.reset();
    listener.missed = match asked.after {
        Some(after) => listener.has_missed(&registry, after).await?,
        None => false,
    };
    let events = stream::unfold(Some(listener), |listener| async move {
        let (event, listener) = listener?.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    let mut response = Sse::new(events)
        .keep_alive(KeepAlive::new().interval(HEARTBEAT))
        .into_response();
    // A proxy that would gather the answer is told not to.
    let headers = response.headers_mut();
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The feed names images: of a project it is for whoever may list them, of `all` for admins.
fn may_hear(registry: &Registry, caller: &Caller, all: bool) -> Result<()> {
    if registry.policies().is_admin(caller) {
        return Ok(());
    }
    if all {
        return Err(Problem::new(
            model::ErrorKind::Forbidden,
            "you may not hear of all projects: your role in this project does not allow it",
        ));
    }
    Ok(registry.may(caller, Policy::GetImages)?)
}

#[derive(Debug, Default, PartialEq)]
struct ListenParams {
    all: bool,
    /// The last number that was heard of before.
    after: Option<i64>,
}

impl ListenParams {
    fn parse(raw: &str, headers: &HeaderMap) -> std::result::Result<Self, Invalid> {
        let mut asked = Self::default();
        let number = |name: &str, text: &str| {
            let refused = |_| Invalid::new(name, format_args!("`{text}` is no number"));
            text.parse().map_err(refused)
        };
        for (name, value) in pairs(raw.as_bytes()) {
            match (&*name, &*value) {
                ("project", _) | ("scope", "project") => {}
                ("scope", "all") => asked.all = true,
                ("scope", _) => return Err(Invalid::new("scope", "is neither project nor all")),
                ("after", text) => asked.after = Some(number("after", text)?),
                _ => return Err(Invalid::new(&name, "is not one of project, scope, after")),
            }
        }
        if let Some(last) = headers.get("last-event-id") {
            asked.after = Some(number("last-event-id", last.to_str().unwrap_or("?"))?);
        }
        Ok(asked)
    }
}

/// Somebody who listens.
struct Listener {
    caller: Caller,
    /// Whether they hear of all projects.
    all: bool,
    registry: Registry,
    identity: Identity,
    credentials: Option<Credentials>,
    heard: Receiver<Arc<ChangeEvent>>,
    heartbeat: Interval,
    end: CancellationToken,
    /// Whether there was something that they were not told.
    missed: bool,
    /// Counts it as one that listens.
    _permit: Permit,
}

impl Listener {
    /// The next event, and who goes on listening: nobody, where it was the last.
    async fn next(mut self) -> Option<(Event, Option<Self>)> {
        if std::mem::take(&mut self.missed) {
            return Some((Event::default().event("missed").data("{}"), Some(self)));
        }
        loop {
            tokio::select! {
                () = self.end.cancelled() => return None,
                _ = self.heartbeat.tick() => if !self.is_let_in().await {
                    return Some((Event::default().event("end").data("{}"), None));
                },
                heard = self.heard.recv() => match heard {
                    Ok(piece) if self.is_concerned(&piece) && !self.is_let_in().await => {
                        return Some((Event::default().event("end").data("{}"), None));
                    }
                    Ok(piece) if self.is_told(&piece) => return Some((told(&piece), Some(self))),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => {
                        return Some((Event::default().event("missed").data("{}"), Some(self)));
                    }
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    /// Whether what was done can be the reason that they are not authenticated any more. What else ends a session is
    /// seen by and by.
    fn is_concerned(&self, piece: &ChangeEvent) -> bool {
        let ends = matches!(
            piece.action,
            AuditAction::UserUpdate | AuditAction::UserDelete | AuditAction::RoleRevoke
        );
        ends && piece.target == self.caller.user.as_str()
    }

    fn is_told(&self, piece: &ChangeEvent) -> bool {
        self.all || piece.audience.has(&self.caller.project)
    }

    /// Whether the session, or the token, is still good for the project and for what is heard. While that cannot be
    /// asked, it is.
    async fn is_let_in(&self) -> bool {
        let Some(credentials) = &self.credentials else {
            return true;
        };
        match credentials.ask_again(&self.identity).await {
            Ok(caller) => caller.is_some_and(|caller| {
                caller.project == self.caller.project
                    && caller.user == self.caller.user
                    && may_hear(&self.registry, &caller, self.all).is_ok()
            }),
            Err(problem) => {
                tracing::warn!(
                    problem = problem.message,
                    "a listener could not be asked for again"
                );
                true
            }
        }
    }

    /// Whether anything for them was noted after the number `after`.
    async fn has_missed(&self, registry: &Registry, after: i64) -> registry::Result<bool> {
        let mut changes = registry.system().changes_since(after).await?;
        let (mut any, from) = (false, changes.resume_after());
        for piece in registry.system().read(&mut changes).await? {
            any |= self.is_told(&piece);
        }
        // What fits into no portion is surely something.
        Ok(any || changes.resume_after() - from >= 500)
    }
}

fn told(piece: &ChangeEvent) -> Event {
    let mut data = json!({ "action": piece.action.as_str(), "target": piece.target });
    if piece.audience == Audience::Everybody {
        // Many pages hear this at once: they can spread what they ask for.
        data["everybody"] = json!(true);
    }
    Event::default()
        .event("change")
        .id(piece.resume_after.to_string())
        .data(data.to_string())
}
