//! The form that sets a project's quota.

use model::{Invalid, Resource};

/// The limits as typed, in the order data, staged data, images, uploads. An empty field is no limit of its own.
pub fn read(typed: [&str; 4]) -> Result<Vec<(Resource, Option<i64>)>, Invalid> {
    let resources = [
        Resource::Size,
        Resource::Staged,
        Resource::Images,
        Resource::Uploading,
    ];
    let one = |(resource, text): (Resource, &str)| {
        let text = text.trim();
        if text.is_empty() {
            return Ok((resource, None));
        }
        let limit = text.parse().ok().filter(|limit: &i64| *limit >= 0);
        let limit = limit.ok_or_else(|| {
            Invalid::new(
                resource.as_str(),
                format_args!("is no whole number from 0 on: {text}"),
            )
        })?;
        Ok((resource, Some(limit)))
    };
    resources.into_iter().zip(typed).map(one).collect()
}
