//! The form that sets a project's quota.

use model::{ErrorKind, Resource};

use crate::{request::refuse_at, shared::Result, text::admin};

/// The limits as typed, in the order data, staged data, images, uploads. An empty field is no limit of its own.
pub fn read(typed: [&str; 4]) -> Result<Vec<(Resource, Option<i64>)>> {
    let fields = [
        ("size", Resource::Size),
        ("staged", Resource::Staged),
        ("images", Resource::Images),
        ("uploading", Resource::Uploading),
    ];
    let one = |((field, resource), text): ((&str, Resource), &str)| {
        let text = text.trim();
        if text.is_empty() {
            return Ok((resource, None));
        }
        let limit = text.parse().ok().filter(|limit: &i64| *limit >= 0);
        let limit = limit.ok_or_else(|| {
            let message = (admin().wrong_number)(resource.as_str());
            refuse_at(field, ErrorKind::Invalid, message)
        })?;
        Ok((resource, Some(limit)))
    };
    fields.into_iter().zip(typed).map(one).collect()
}
