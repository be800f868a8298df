use axum::{
    body::Body,
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use futures::stream;
use http::header;
use model::{Activity, Caller};
use registry::{ActivityQuery, Reauthenticator, Registry};

use super::{csv, params::parse, wire};
use crate::{
    extract::{Reauthentication, RequireCaller},
    problem::Result,
};

/// So many audit events are read and written at once.
const PORTION: u32 = 500;

/// All that was done, as comma-separated values.
pub async fn csv(
    RequireCaller(caller): RequireCaller,
    Reauthentication(reauthenticator): Reauthentication,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Response> {
    let kind = ExportFormat {
        ending: "csv",
        media_type: "text/csv; charset=utf-8",
        head: csv::HEAD,
        line: csv::line,
    };
    export(
        registry,
        (caller, reauthenticator),
        &raw.unwrap_or_default(),
        kind,
    )
    .await
}

/// All that was done, one JSON object a line.
pub async fn ndjson(
    RequireCaller(caller): RequireCaller,
    Reauthentication(reauthenticator): Reauthentication,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Response> {
    let kind = ExportFormat {
        ending: "ndjson",
        media_type: "application/x-ndjson",
        head: "",
        line: |event| format!("{}\n", wire::event(event)),
    };
    export(
        registry,
        (caller, reauthenticator),
        &raw.unwrap_or_default(),
        kind,
    )
    .await
}

struct ExportFormat {
    ending: &'static str,
    media_type: &'static str,
    head: &'static str,
    line: fn(&Activity) -> String,
}

/// The first portion is read before anything is answered, so that a refusal is one. Where a later one cannot be read the
/// answer breaks off, and is not mistaken for the whole.
async fn export(
    registry: Registry,
    (caller, reauthenticator): (Caller, Reauthenticator),
    raw: &str,
    kind: ExportFormat,
) -> Result<Response> {
    let asked = parse(raw, &caller)?;
    let query = ActivityQuery {
        limit: PORTION,
        ..asked.query
    };
    let first = registry.activity(&caller).list(&query).await?;
    let head = kind.head.to_owned() + &lines(&first.items, kind.line);
    let rest = ExportCursor {
        registry,
        caller,
        reauthenticator,
        query,
        line: kind.line,
        next: first.next,
    };
    let body = Body::from_stream(stream::try_unfold(
        (Some(head), rest),
        |(head, rest)| async move {
            match head {
                Some(head) => Ok(Some((head, (None, rest)))),
                None => rest.portion().await,
            }
        },
    ));
    let name = format!(
        "attachment; filename=\"activity-{}.{}\"",
        model::now().date(),
        kind.ending
    );
    let headers = [
        (header::CONTENT_TYPE, kind.media_type.to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}

/// What is still to be written.
struct ExportCursor {
    registry: Registry,
    caller: Caller,
    reauthenticator: Reauthenticator,
    query: ActivityQuery,
    line: fn(&Activity) -> String,
    next: Option<String>,
}

type ExportPage = Option<(String, (Option<String>, ExportCursor))>;

impl ExportCursor {
    async fn portion(mut self) -> std::result::Result<ExportPage, registry::Error> {
        let Some(next) = self.next.take() else {
            return Ok(None);
        };
        self.query.set_parameter("marker", &next)?;
        // A file that is read slowly may outlast its reader's sign-in, or their right.
        self.caller = match self.reauthenticator.ask(&self.caller).await {
            Err(registry::Error::Unasked(problem)) => {
                tracing::warn!(problem, "the reader of an export could not be asked for");
                self.caller
            }
            now => now?,
        };
        let page = self.registry.activity(&self.caller).list(&self.query).await;
        let page = page.inspect_err(|error| tracing::error!(%error, "an export broke off"))?;
        let text = lines(&page.items, self.line);
        self.next = page.next;
        Ok(Some((text, (None, self))))
    }
}

fn lines(events: &[Activity], line: fn(&Activity) -> String) -> String {
    events.iter().map(line).collect()
}
