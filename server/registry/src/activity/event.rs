use model::{Actor, AuditAction, AuditEvent, Image, ImageId, ImageName, NewImage, ProjectId};

/// That `actor` did `action` to `image`.
pub(crate) fn about(actor: impl Into<Actor>, action: AuditAction, image: &Image) -> AuditEvent {
    AuditEvent {
        actor: actor.into(),
        action,
        target: image.id.to_string(),
        target_name: named(image.name.as_ref()),
        owner: Some(image.owner.clone()),
        other: None,
        details: "{}".to_owned(),
    }
}

/// That `actor` made an image.
pub(crate) fn about_new(
    actor: impl Into<Actor>,
    id: ImageId,
    new: &NewImage,
    owner: &ProjectId,
) -> AuditEvent {
    AuditEvent {
        actor: actor.into(),
        action: AuditAction::ImageCreate,
        target: id.to_string(),
        target_name: named(new.name.as_ref()),
        owner: Some(owner.clone()),
        other: None,
        details: "{}".to_owned(),
    }
}

fn named(name: Option<&ImageName>) -> String {
    name.map(ToString::to_string).unwrap_or_default()
}
