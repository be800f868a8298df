#![allow(
    clippy::too_many_arguments,
    reason = "a form has as many fields as it has"
)]

use leptos::prelude::*;
use model::{ImageId, MemberStatus};

use crate::error::Result;

/// Deletes an image, and goes back to the list, which says so.
#[server(prefix = "/fn", endpoint = "delete_image")]
pub async fn delete_image(id: ImageId) -> Result<()> {
    use crate::{
        paths::In,
        ssr::{caller, redirect, registry, say, words},
    };
    let caller = caller()?;
    let image = registry().images(&caller).get(id).await?;
    registry().images(&caller).delete(id).await?;
    say((words::images().deleted)(&image.title()));
    redirect(&In(&caller.project).images());
    Ok(())
}

/// Keeps an image from being used, or lets it be used again.
#[server(prefix = "/fn", endpoint = "turn_image")]
pub async fn turn_image(id: ImageId, active: bool) -> Result<()> {
    use crate::{
        paths::In,
        ssr::{Undo, caller, redirect, registry, say_undo, words},
    };
    let caller = caller()?;
    let registry = registry();
    let images = registry.images(&caller);
    let title = images.get(id).await?.title();
    let words = words::change();
    let undo = Undo::Turn {
        id,
        active: !active,
    };
    if active {
        images.reactivate(id).await?;
        say_undo((words.reactivated)(&title), undo);
    } else {
        images.deactivate(id).await?;
        say_undo((words.deactivated)(&title), undo);
    }
    redirect(&In(&caller.project).image(id));
    Ok(())
}

/// Does one thing with several images. Each succeeds or is refused for itself, and the list says which.
#[server(prefix = "/fn", endpoint = "change_images")]
pub async fn change_images(
    ids: String,
    deed: String,
    value: Option<String>,
    /// What is changed only where it is still so: said by who takes something back.
    was: Option<String>,
) -> Result<()> {
    use crate::{
        paths::In,
        ssr::{caller, deeds, redirect, say_all},
    };
    let caller = caller()?;
    let deed = deeds::Deed::of(&deed, value.as_deref(), was.as_deref())?;
    say_all(deeds::each(&caller, &ids, &deed).await?);
    redirect(&In(&caller.project).images());
    Ok(())
}

/// Changes what is said of an image, unless somebody else did so since `seen`.
#[server(prefix = "/fn", endpoint = "change_image")]
pub async fn change_image(
    id: ImageId,
    /// Microseconds since 1970: the image's last change that the form knew of.
    seen: i64,
    name: String,
    visibility: String,
    protected: Option<String>,
    hidden: Option<String>,
    min_disk: String,
    min_ram: String,
    tags: String,
    properties: String,
    /// What stays as it is, of tags and properties: said by who takes something back.
    keep: Option<String>,
) -> Result<()> {
    use crate::{
        paths::In,
        ssr::{Undo, caller, edit, redirect, registry, say, say_undo, typed, words},
    };
    let ticked = |tick: &Option<String>| if tick.is_some() { "on" } else { "" };
    typed(&[
        ("name", &name),
        ("visibility", &visibility),
        ("protected", ticked(&protected)),
        ("hidden", ticked(&hidden)),
        ("min_disk", &min_disk),
        ("min_ram", &min_ram),
        ("tags", &tags),
        ("properties", &properties),
    ]);
    let caller = caller()?;
    let registry = registry();
    let images = registry.images(&caller);
    let image = images.get(id).await?;
    let form = edit::Form {
        name,
        visibility,
        protected: protected.is_some(),
        hidden: hidden.is_some(),
        min_disk,
        min_ram,
        tags,
        properties,
        keep: keep.unwrap_or_default(),
    };
    let changes = form.changes(&image)?;
    let words = words::change();
    if changes.is_empty() {
        say(words.nothing.to_owned());
    } else {
        let after = images
            .update_as_seen(id, edit::moment(seen)?, &changes)
            .await?;
        say_undo(
            (words.saved)(&after.title()),
            Undo::of_image(&image, &after),
        );
    }
    redirect(&In(&caller.project).image(id));
    Ok(())
}

/// Shares an image with a project, by its name or its id.
#[server(prefix = "/fn", endpoint = "share_image")]
pub async fn share_image(id: ImageId, with: String) -> Result<()> {
    use crate::{
        Error,
        paths::In,
        ssr::{caller, identity, redirect, registry, say, typed, words},
    };
    use model::ErrorKind;
    typed(&[("with", &with)]);
    let caller = caller()?;
    let words = words::members();
    let found = identity().project_called(with.trim()).await?;
    let project = match (found, with.trim().parse()) {
        (Some(project), _) => project,
        // Of another identity service, which we cannot ask: an id is taken at its word.
        (None, Ok(id)) => (id, with.trim().to_owned()),
        (None, Err(_)) => {
            let error = Error::new(ErrorKind::Invalid, (words.unknown)(with.trim()));
            return Err(crate::host::refuse(error));
        }
    };
    registry().images(&caller).share(id, &project.0).await?;
    say((words.shared)(&project.1));
    redirect(&In(&caller.project).image(id));
    Ok(())
}

/// Ends the sharing of an image with a project.
#[server(prefix = "/fn", endpoint = "unshare_image")]
pub async fn unshare_image(id: ImageId, with: model::ProjectId) -> Result<()> {
    use crate::{
        paths::In,
        ssr::{caller, identity, redirect, registry, say, words},
    };
    let caller = caller()?;
    registry().images(&caller).unshare(id, &with).await?;
    let name = identity().project_called(with.as_str()).await?;
    let name = name.map_or_else(|| with.to_string(), |(_, name)| name);
    say((words::members().revoked)(&name));
    redirect(&In(&caller.project).image(id));
    Ok(())
}

/// Answers for the project whether it wants an image of another in its list.
#[server(prefix = "/fn", endpoint = "answer_image")]
pub async fn answer_image(id: ImageId, status: MemberStatus) -> Result<()> {
    use crate::{
        paths::In,
        ssr::{caller, redirect, registry, say, words},
    };
    let caller = caller()?;
    let registry = registry();
    let images = registry.images(&caller);
    images.answer(id, &caller.project, status).await?;
    let title = images.get(id).await?.title();
    let words = words::sharing();
    say(match status {
        MemberStatus::Accepted => (words.did_accept)(&title),
        MemberStatus::Pending | MemberStatus::Rejected | MemberStatus::Other(_) => {
            (words.did_decline)(&title)
        }
    });
    redirect(&In(&caller.project).sharing());
    Ok(())
}
