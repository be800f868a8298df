use std::str::FromStr;

use form_urlencoded::{Serializer, parse as pairs};
use model::{Caller, Invalid};
use registry::{ActivityQuery, ActivityScope};

/// What was asked for, and the words in which a link asks for the same.
#[derive(Debug, PartialEq)]
pub struct ActivityListParams {
    pub query: ActivityQuery,
    /// The parameters without the marker, encoded.
    pub kept: String,
}

/// Reads the query string of a list of audit events, which is of the caller's project unless it says otherwise.
///
/// `project` was read before: it says for which project a browser's session asks.
pub fn parse(raw: &str, caller: &Caller) -> Result<ActivityListParams, Invalid> {
    let mut query = ActivityQuery::of(ActivityScope::Project(caller.project.clone()));
    let mut kept = Serializer::new(String::new());
    for (name, value) in pairs(raw.as_bytes()) {
        if name != "marker" {
            kept.append_pair(&name, &value);
        }
        match &*name {
            "project" => {}
            "scope" => match &*value {
                "project" => {}
                "all" => query.extent = ActivityScope::All,
                _ => return Err(Invalid::new("scope", "is neither project nor all")),
            },
            "owner" => query.extent = ActivityScope::Project(id(&name, &value)?),
            "image" => query.extent = ActivityScope::Image(id(&name, &value)?),
            _ if query.set_parameter(&name, &value)? => {}
            _ => {
                let known = "project, scope, owner, image, action, actor, target, since, until, limit, marker";
                return Err(Invalid::new(&name, format_args!("is not one of {known}")));
            }
        }
    }
    Ok(ActivityListParams {
        query,
        kept: kept.finish(),
    })
}

fn id<T: FromStr>(name: &str, text: &str) -> Result<T, Invalid> {
    let refused = |_| Invalid::new(name, format_args!("`{text}` is no id"));
    text.parse().map_err(refused)
}
