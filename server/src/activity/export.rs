use axum::{
    body::Body,
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use futures::stream;
use http::header;
use model::{Activity, Caller};
use registry::{ActivityQuery, Registry};

use super::{asked::parse, csv, wire};
use crate::{extract::SignedIn, problem::Result};

/// So many deeds are read and written at once.
const PORTION: u32 = 500;

/// All that was done, as comma-separated values.
pub async fn csv(
    SignedIn(caller): SignedIn,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Response> {
    let kind = Kind {
        ending: "csv",
        media_type: "text/csv; charset=utf-8",
        head: csv::HEAD,
        line: csv::line,
    };
    export(registry, caller, &raw.unwrap_or_default(), kind).await
}

/// All that was done, one JSON object a line.
pub async fn ndjson(
    SignedIn(caller): SignedIn,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Response> {
    let kind = Kind {
        ending: "ndjson",
        media_type: "application/x-ndjson",
        head: "",
        line: |deed| format!("{}\n", wire::deed(deed)),
    };
    export(registry, caller, &raw.unwrap_or_default(), kind).await
}

struct Kind {
    ending: &'static str,
    media_type: &'static str,
    head: &'static str,
    line: fn(&Activity) -> String,
}

/// The first portion is read before anything is answered, so that a refusal is one. Where a later one cannot be read the
/// answer breaks off, and is not mistaken for the whole.
async fn export(registry: Registry, caller: Caller, raw: &str, kind: Kind) -> Result<Response> {
    let asked = parse(raw, &caller)?;
    let query = ActivityQuery {
        limit: PORTION,
        ..asked.query
    };
    let first = registry.activity(&caller).list(&query).await?;
    let head = kind.head.to_owned() + &lines(&first.items, kind.line);
    let rest = Rest {
        registry,
        caller,
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
struct Rest {
    registry: Registry,
    caller: Caller,
    query: ActivityQuery,
    line: fn(&Activity) -> String,
    next: Option<String>,
}

type Portion = Option<(String, (Option<String>, Rest))>;

impl Rest {
    async fn portion(mut self) -> std::result::Result<Portion, registry::Error> {
        let Some(next) = self.next.take() else {
            return Ok(None);
        };
        self.query.take("marker", &next)?;
        let page = self.registry.activity(&self.caller).list(&self.query).await;
        let page = page.inspect_err(|error| tracing::error!(%error, "an export broke off"))?;
        let text = lines(&page.items, self.line);
        self.next = page.next;
        Ok(Some((text, (None, self))))
    }
}

fn lines(deeds: &[Activity], line: fn(&Activity) -> String) -> String {
    deeds.iter().map(line).collect()
}
