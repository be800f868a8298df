use inspect::{Declared, Inspector, Verdict, Warning};
use model::ProjectId;
use wasm_bindgen::JsValue;
use web_sys::{File, XmlHttpRequest};

use super::{
    exchange::whole,
    js,
    plan::Plan,
    state::{FileMismatch, Reason},
    wire::{Wire, length, read},
};
use crate::shared::paths::encode;

/// The unit of quotas in the Image API.
const MIB: u64 = 1 << 20;

/// What is known of a file before its first byte is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preflight {
    pub plan: Plan,
    /// What it really is.
    pub kind: &'static str,
    pub virtual_size: Option<u64>,
    pub encrypted: bool,
    pub warnings: Vec<Warning>,
    /// The format that its name promises, if it is of another.
    pub promised: Option<&'static str>,
    /// Whether there is an image of that name already.
    pub name_taken: bool,
}

/// Looks at `file` where it matters, wherever in it that is.
pub async fn check(file: &File) -> Result<Verdict, FileMismatch> {
    let mut inspector = Inspector::new(Declared {
        length: Some(length(file)),
        ..Declared::default()
    });
    loop {
        let wants = inspector.wants();
        if wants.is_empty() {
            return Ok(inspector.finish());
        }
        for range in wants {
            let at = range.start;
            let bytes = read(file, range).await.ok_or(FileMismatch::Unreadable)?;
            inspector.give(at, &bytes);
        }
    }
}

/// What there is to know of the file `file_name`, or why it is not to be sent.
pub fn preflight(file_name: &str, verdict: Verdict) -> Result<Preflight, Reason> {
    Ok(Preflight {
        plan: Plan::of(file_name, &verdict)?,
        kind: verdict.kind.as_str(),
        virtual_size: verdict.virtual_size,
        encrypted: verdict.facts.encryption.is_some(),
        promised: verdict.other_than_named(file_name),
        warnings: verdict
            .warnings
            .into_iter()
            // That one is a question of its own.
            .filter(|warning| !matches!(warning, Warning::NotADisk { .. }))
            .collect(),
        name_taken: false,
    })
}

/// Why `size` more bytes do not fit into the project, as far as the server can tell already; not knowing is no obstacle.
pub async fn quota(project: &ProjectId, size: u64) -> Option<Reason> {
    let usage = usage(project).await;
    let count = meter(usage.as_ref(), "image_count_total");
    if count.is_some_and(|(used, limit)| used >= limit) {
        return Some(Reason::TooMany);
    }
    let (used, limit) = meter(usage.as_ref(), "image_size_total")?;
    no_room(size, used, limit)
}

/// `used` and `limit` are in MiB, both rounded down: what does not fit by them surely does not.
fn no_room(needs: u64, used: u64, limit: u64) -> Option<Reason> {
    let left = limit.saturating_sub(used).saturating_mul(MIB);
    (needs > left).then_some(Reason::NoRoom { needs, left })
}

/// Whether the project has an image of this `name` already. Not knowing is no obstacle.
pub async fn is_name_taken(project: &ProjectId, name: &str) -> bool {
    let same = format!(
        "/image/v2/images?limit=1&owner={project}&name={}",
        encode(name)
    );
    let images = ask(project, &same).await;
    let images = images.and_then(|answer| js::get(&answer, "images"));
    images.is_some_and(|images| js_sys::Array::from(&images).length() > 0)
}

/// How much of a quota is used, and what it is, where there is one.
fn meter(usage: Option<&JsValue>, name: &str) -> Option<(u64, u64)> {
    let meter = js::get(usage?, name)?;
    let number = |name| js::get(&meter, name)?.as_f64();
    let (used, limit) = (number("usage")?, number("limit")?);
    (limit >= 0.0).then(|| (whole(used), whole(limit)))
}

async fn usage(project: &ProjectId) -> Option<JsValue> {
    js::get(&ask(project, "/image/v2/info/usage").await?, "usage")
}

async fn ask(project: &ProjectId, path: &str) -> Option<JsValue> {
    let request = &XmlHttpRequest::new().ok()?;
    Wire { request, project }.look_up(path).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_surely_does_not_fit_is_told_with_both_numbers() {
        let (needs, left) = (80 * MIB, 50 * MIB);
        assert_eq!(no_room(needs, 0, 50), Some(Reason::NoRoom { needs, left }));
        assert_eq!(no_room(50 * MIB, 0, 50), None);
        let (needs, left) = (MIB, 0);
        // A limit that was lowered below what is used.
        assert_eq!(no_room(needs, 60, 50), Some(Reason::NoRoom { needs, left }));
    }
}
