use axum::{
    Json,
    extract::{RawQuery, State},
};
use model::Invalid;
use registry::{ImageQuery, Registry};

use super::wire;
use crate::{extract::SignedIn, problem::Result};

/// Lists the images the caller may see, newest first.
pub async fn list(
    SignedIn(caller): SignedIn,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Json<wire::ImageList>> {
    let raw = raw.unwrap_or_default();
    let page = registry.images(&caller).list(&parse(&raw)?).await?;
    Ok(Json(wire::ImageList::new(&page, &without_marker(&raw))))
}

/// Reads `limit` and `marker`. Filters and sorting are not served yet, and say so instead of being passed over.
fn parse(raw: &str) -> std::result::Result<ImageQuery, Invalid> {
    let mut query = ImageQuery::default();
    for (key, value) in pairs(raw) {
        match key {
            "limit" => query.limit = Some(limit(value)?),
            "marker" => {
                query.marker = Some(
                    value
                        .parse()
                        .map_err(|_| Invalid::new("marker", "is not an image id"))?,
                );
            }
            _ => {
                return Err(Invalid(format!(
                    "{key} is not a parameter that this list takes"
                )));
            }
        }
    }
    Ok(query)
}

fn limit(value: &str) -> std::result::Result<u32, Invalid> {
    match value.parse::<i64>() {
        Ok(limit) if limit < 0 => Err(Invalid::new("limit", "param must be positive")),
        Ok(limit) => Ok(u32::try_from(limit).unwrap_or(u32::MAX)),
        Err(_) => Err(Invalid::new("limit", "param must be an integer")),
    }
}

fn pairs(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    raw.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn without_marker(raw: &str) -> String {
    let rest = raw
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("marker="));
    rest.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_parameter_is_named() {
        for (raw, sentence) in [
            ("limit=abc", "limit param must be an integer"),
            ("limit=-1", "limit param must be positive"),
            ("marker=x", "marker is not an image id"),
            (
                "colour=red",
                "colour is not a parameter that this list takes",
            ),
        ] {
            assert_eq!(parse(raw).expect_err(raw).to_string(), sentence);
        }
    }

    #[test]
    fn the_links_of_a_page_keep_the_rest_of_the_query() {
        assert_eq!(without_marker("limit=2&marker=abc"), "limit=2");
    }
}
