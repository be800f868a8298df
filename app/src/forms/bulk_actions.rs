//! One thing done with several images.

use leptos::prelude::*;
use model::{Caller, Change, ErrorKind, Image, ImageId, Visibility};

use super::{Outcome, Undo, flash_outcome};
use crate::{
    request::{caller, is_form, redirect, refuse, registry, still},
    shared::{Error, Result, paths::ProjectPaths},
    text::{errors, list},
};

/// The most images of one form: a page of a list has as many at most.
const MOST: usize = 1000;
/// After so many of them it is asked again who sent it: a user who was disabled changes no more than these.
const ASKED_EVERY: usize = 20;
/// How many refusals are told one by one.
const TOLD: usize = 6;

/// Does one thing with several images. Each succeeds or is refused for itself, and the list says which.
#[server(prefix = "/fn", endpoint = "change_images")]
pub async fn change_images(
    ids: String,
    deed: String,
    value: Option<String>,
    /// What is changed only where it is still so: said by who takes something back.
    was: Option<String>,
) -> Result<()> {
    let caller = caller()?;
    let action = BulkAction::of(&deed, value.as_deref(), was.as_deref())?;
    let (outcome, refused) = each(&caller, &ids, &action).await?;
    // A page tells what was refused; a script to which nothing was done hears why.
    if let (Some(error), false) = (refused, is_form()) {
        return Err(error);
    }
    flash_outcome(outcome);
    redirect(&ProjectPaths(&caller.project).images());
    Ok(())
}

/// What is done with each.
#[derive(Debug)]
pub enum BulkAction {
    Delete,
    Deactivate,
    Reactivate,
    /// Shows it to those; where `from` is said, only what was shown to those.
    Show {
        to: Visibility,
        from: Option<Visibility>,
    },
    Change(Change),
}

impl BulkAction {
    /// What a form's fields mean.
    pub fn of(word: &str, value: Option<&str>, was: Option<&str>) -> Result<Self> {
        let was = was.filter(|was| !was.is_empty());
        Ok(match word {
            "delete" => Self::Delete,
            "deactivate" => Self::Deactivate,
            "reactivate" => Self::Reactivate,
            "protect" => Self::Change(Change::Protected(true)),
            "unprotect" => Self::Change(Change::Protected(false)),
            "hide" => Self::Change(Change::Hidden(true)),
            "unhide" => Self::Change(Change::Hidden(false)),
            "visibility" => Self::Show {
                to: value.unwrap_or_default().parse()?,
                from: was.map(str::parse).transpose()?,
            },
            "untag" => Self::Change(Change::Untag(value.unwrap_or_default().to_owned())),
            "tag" => Self::Change(Change::tag(value.unwrap_or_default().trim())?),
            _ => {
                let message = format!("deed: `{word}` is not an action on images");
                return Err(refuse(ErrorKind::Invalid, message));
            }
        })
    }
}

/// Does it with each of `ids`, which commas separate. Where it was done with none, the first refusal is told too.
pub async fn each(
    caller: &Caller,
    ids: &str,
    action: &BulkAction,
) -> Result<(Outcome, Option<Error>)> {
    let ids: Vec<ImageId> = ids
        .split(',')
        .map(str::parse)
        .collect::<std::result::Result<_, _>>()?;
    if ids.len() > MOST {
        let message = format!("ids: names {} images; the most is {MOST}", ids.len());
        return Err(refuse(ErrorKind::Invalid, message));
    }
    let (mut done, mut refused, mut caller) = (Vec::new(), Vec::new(), caller.clone());
    for (number, id) in ids.into_iter().enumerate() {
        if number > 0 && number.is_multiple_of(ASKED_EVERY) {
            caller = still(caller).await?;
        }
        match one(&caller, id, action).await {
            Ok(before) => done.push(before),
            Err((title, error)) => refused.push((title, error)),
        }
    }
    let undo = Undo::of_bulk_action(action, &done);
    let first = refused.first().filter(|_| done.is_empty());
    let first = first.map(|(_, error)| error.clone());
    let outcome = Outcome {
        partly: !refused.is_empty(),
        lines: told_of(&done, refused),
        undo,
        ..Outcome::default()
    };
    Ok((outcome, first))
}

/// How many were changed and which, and each that was not, with the reason.
fn told_of(done: &[Image], refused: Vec<(String, Error)>) -> Vec<String> {
    let text = list();
    let mut lines = Vec::new();
    let more = |count: usize| {
        let more = count.saturating_sub(TOLD);
        (more > 0).then(|| (text.more)(more as u64))
    };
    if !done.is_empty() || refused.is_empty() {
        lines.push((text.done)(done.len() as u64));
    }
    if !done.is_empty() {
        let names = done.iter().take(TOLD).map(Image::title);
        let names: Vec<String> = names.chain(more(done.len())).collect();
        lines.push((text.names)(&names.join(text.between)));
    }
    let count = refused.len();
    let refused = refused.into_iter().take(TOLD);
    lines
        .extend(refused.map(|(title, error)| (text.refused)(&title, (errors().title)(error.kind))));
    lines.extend(more(count));
    lines
}

/// Does it with one, and tells what it was before; a refusal comes with what people call the image.
async fn one(
    caller: &Caller,
    id: ImageId,
    action: &BulkAction,
) -> std::result::Result<Image, (String, Error)> {
    let registry = registry();
    let images = registry.images(caller);
    let before = match images.get(id).await {
        Ok(image) => image,
        Err(error) => return Err((id.to_string(), error.into())),
    };
    let outcome = match action {
        BulkAction::Delete => images.delete(id).await,
        BulkAction::Deactivate => images.deactivate(id).await,
        BulkAction::Reactivate => images.reactivate(id).await,
        BulkAction::Show {
            from: Some(from), ..
        } if *from != before.visibility => Err(registry::Error::ChangedMeanwhile(id)),
        BulkAction::Show { to, from } => {
            let change = [Change::Visibility(*to)];
            match from {
                Some(_) => images.update_as_seen(id, before.updated_at, &change).await,
                None => images.update(id, &change).await,
            }
            .map(drop)
        }
        BulkAction::Change(change) => images
            .update(id, std::slice::from_ref(change))
            .await
            .map(drop),
    };
    match outcome {
        Ok(()) => Ok(before),
        Err(error) => Err((before.title(), error.into())),
    }
}
