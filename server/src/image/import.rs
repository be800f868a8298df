use std::sync::Arc;

use axum::{Extension, extract::State};
use http::{HeaderMap, StatusCode};
use model::{ErrorKind, ImportMethod, Invalid};
use registry::{Destination, NewImport, Registry, Source};
use serde_json::{Map, Value};

use crate::{
    Config,
    extract::{Buffered, ImagePath, Reauthentication, RequireCaller, json_tree},
    middleware::RequestId,
    problem::{Problem, Result},
    requesters::Grounds,
};

const STORE: &str = "x-image-meta-store";

/// Bytes of a body: the longest address that is fetched, and the names of hundreds of stores.
const BODY_MOST: usize = 16 << 10;

#[allow(clippy::too_many_arguments, reason = "each is an extractor")]
/// Begins an import: `202`, and a task does the rest. What is wrong with the image's state is `409`.
pub async fn import(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
    State(config): State<Arc<Config>>,
    Extension(RequestId(request)): Extension<RequestId>,
    Grounds(grounds): Grounds,
    Reauthentication(reauthenticator): Reauthentication,
    headers: HeaderMap,
    Buffered(body): Buffered,
) -> Result<StatusCode> {
    let new = NewImport {
        grounds,
        ..parse(&config, &headers, &body, request)?
    };
    let imports = registry.imports(&caller).under(&reauthenticator);
    imports.start(id, &new).await?;
    Ok(StatusCode::ACCEPTED)
}

fn parse(config: &Config, headers: &HeaderMap, body: &[u8], request: String) -> Result<NewImport> {
    if body.len() > BODY_MOST {
        let why = format!("The body is longer than {BODY_MOST} bytes, the most of an import.");
        return Err(Problem::new(ErrorKind::TooLarge, why));
    }
    let asked = json_tree(body)?;
    Ok(NewImport {
        source: source(config, &asked)?,
        stores: destination(headers, &asked)?,
        asked: known_fields(&asked),
        request,
        grounds: String::new(),
    })
}

/// What of the body an import goes by, and its task shows. Nothing else is kept: it would count in no quota.
fn known_fields(asked: &Value) -> Value {
    let pick = |from: &Value, names: &[&str]| -> Map<String, Value> {
        let have = |name: &&str| Some(((*name).to_owned(), from.get(name)?.clone()));
        names.iter().filter_map(have).collect()
    };
    let mut known = pick(asked, &["stores", "all_stores", "all_stores_must_succeed"]);
    let method = pick(&asked["method"], &["name", "uri"]);
    known.insert("method".to_owned(), Value::Object(method));
    Value::Object(known)
}

fn source(config: &Config, asked: &Value) -> std::result::Result<Source, Invalid> {
    let method = asked.get("method").and_then(Value::as_object);
    let method = method.ok_or_else(|| Invalid::new("method", "is missing, or is no object"))?;
    let name = method.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| Invalid::new("method.name", "is missing, or is no string"))?;
    let known: ImportMethod = name.parse()?;
    if !config.imports_by(known) {
        return Err(Invalid::new(
            "method.name",
            format_args!("`{name}` is switched off here"),
        ));
    }
    match known {
        ImportMethod::GlanceDirect => Ok(Source::Staged),
        ImportMethod::CopyImage => Ok(Source::Copy),
        ImportMethod::WebDownload => {
            let uri = method.get("uri").and_then(Value::as_str);
            let uri =
                uri.ok_or_else(|| Invalid::new("method.uri", "is missing, or is no string"))?;
            Ok(Source::Web(uri.to_owned()))
        }
    }
}

/// The stores, as the body or the header names them.
fn destination(headers: &HeaderMap, asked: &Value) -> std::result::Result<Destination, Invalid> {
    let named = match asked.get("stores") {
        None | Some(Value::Null) => None,
        Some(Value::Array(names)) => {
            let names = names
                .iter()
                .map(|name| name.as_str().map(ToOwned::to_owned));
            let names = names.collect::<Option<Vec<_>>>();
            Some(names.ok_or_else(|| Invalid::new("stores", "is not a list of strings"))?)
        }
        Some(_) => return Err(Invalid::new("stores", "is not a list")),
    };
    let all = match asked.get("all_stores") {
        None | Some(Value::Null) => false,
        Some(all) => all
            .as_bool()
            .ok_or_else(|| Invalid::new("all_stores", "is neither true nor false"))?,
    };
    if let Some(must) = asked.get("all_stores_must_succeed")
        && !must.is_boolean()
    {
        return Err(Invalid::new(
            "all_stores_must_succeed",
            "is neither true nor false",
        ));
    }
    let header = headers.get(STORE).and_then(|value| value.to_str().ok());
    match (named, all, header) {
        (Some(_), true, _) | (_, true, Some(_)) => Err(Invalid::new(
            "all_stores",
            "goes with neither stores nor x-image-meta-store",
        )),
        (Some(_), _, Some(_)) => Err(Invalid::new(
            "stores",
            "does not go with x-image-meta-store",
        )),
        (None, true, None) => Ok(Destination::All),
        (Some(listed), false, None) if !listed.is_empty() => Ok(Destination::Named(listed)),
        (None, false, Some(name)) => Ok(Destination::Named(vec![name.to_owned()])),
        _ => Ok(Destination::Default),
    }
}
