//! One thing done with several images.

use model::{Caller, Change, ErrorKind, ImageId, Visibility};

use super::{Outcome, refusal, registry};
use crate::{
    Error,
    error::Result,
    pages::text::{errors, list},
};

/// How many refusals are told one by one.
const TOLD: usize = 6;

/// What is done with each.
#[derive(Debug)]
pub enum Deed {
    Delete,
    Deactivate,
    Reactivate,
    Change(Change),
}

impl Deed {
    /// What a form's fields mean.
    pub fn of(word: &str, value: Option<&str>) -> Result<Self> {
        Ok(match word {
            "delete" => Self::Delete,
            "deactivate" => Self::Deactivate,
            "reactivate" => Self::Reactivate,
            "protect" => Self::Change(Change::Protected(true)),
            "unprotect" => Self::Change(Change::Protected(false)),
            "hide" => Self::Change(Change::Hidden(true)),
            "unhide" => Self::Change(Change::Hidden(false)),
            "visibility" => {
                let visibility: Visibility = value.unwrap_or_default().parse()?;
                Self::Change(Change::Visibility(visibility))
            }
            "tag" => Self::Change(Change::tag(value.unwrap_or_default().trim())?),
            _ => {
                let message = format!("deed: `{word}` is nothing that can be done with images");
                return Err(refusal::refuse(ErrorKind::Invalid, message));
            }
        })
    }
}

/// Does it with each of `ids`, which commas separate.
pub async fn each(caller: &Caller, ids: &str, deed: &Deed) -> Result<Outcome> {
    let ids: Vec<ImageId> = ids
        .split(',')
        .map(str::parse)
        .collect::<std::result::Result<_, _>>()?;
    let text = list();
    let (mut done, mut refused) = (0, Vec::new());
    for id in ids {
        match one(caller, id, deed).await {
            Ok(()) => done += 1,
            Err((title, error)) => {
                let why = (errors().title)(error.kind);
                refused.push((text.refused)(&title, why));
            }
        }
    }
    let mut lines = Vec::new();
    if done > 0 || refused.is_empty() {
        lines.push((text.done)(done));
    }
    let partly = !refused.is_empty();
    let more = refused.len().saturating_sub(TOLD);
    lines.extend(refused.into_iter().take(TOLD));
    if more > 0 {
        lines.push((text.more)(more as u64));
    }
    Ok(Outcome {
        partly,
        lines,
        secret: None,
    })
}

/// Does it with one; a refusal comes with what people call the image.
async fn one(
    caller: &Caller,
    id: ImageId,
    deed: &Deed,
) -> std::result::Result<(), (String, Error)> {
    let registry = registry();
    let images = registry.images(caller);
    let title = match images.get(id).await {
        Ok(image) => image.title(),
        Err(error) => return Err((id.to_string(), told(&error))),
    };
    let outcome = match deed {
        Deed::Delete => images.delete(id).await,
        Deed::Deactivate => images.deactivate(id).await,
        Deed::Reactivate => images.reactivate(id).await,
        Deed::Change(change) => images
            .update(id, std::slice::from_ref(change))
            .await
            .map(drop),
    };
    outcome.map_err(|error| (title, told(&error)))
}

/// A refusal of one of several: the answer as a whole is none.
fn told(error: &registry::Error) -> Error {
    let kind = error.kind();
    if kind == ErrorKind::Internal {
        tracing::error!(
            error = refusal::sentence(error),
            "an image could not be changed"
        );
    }
    Error::new(kind, error.to_string())
}
