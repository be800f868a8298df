use inspect::{Declared, Inspector, Verdict, Warning};
use model::ProjectId;
use wasm_bindgen::JsValue;
use web_sys::{File, XmlHttpRequest};

use super::{
    exchange::whole,
    js,
    plan::Plan,
    state::{Reason, Unfit},
    wire::{Wire, length, read},
};
use crate::paths::encode;

/// The unit in which the Image API tells of quotas.
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
    /// What may stand in its way. Only the server decides, later.
    pub hints: Vec<Hint>,
}

/// What a person may want to know before it is too late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The project has room for so many bytes only.
    NoRoom { left: u64 },
    /// The project may have no more images.
    TooMany,
    /// There is an image of that name already.
    NameTaken,
}

/// Looks at `file` where it matters, wherever in it that is.
pub async fn look(file: &File) -> Result<Verdict, Unfit> {
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
            let bytes = read(file, range).await.ok_or(Unfit::Unreadable)?;
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
        warnings: verdict.warnings,
        hints: Vec::new(),
    })
}

/// What the server can tell already about an image of this `name` and `size`. Not knowing is no obstacle.
pub async fn hints(project: &ProjectId, name: &str, size: u64) -> Vec<Hint> {
    let mut hints = Vec::new();
    let usage = usage(project).await;
    if let Some((used, limit)) = meter(usage.as_ref(), "image_size_total") {
        let left = limit.saturating_sub(used).saturating_mul(MIB);
        hints.extend((size > left).then_some(Hint::NoRoom { left }));
    }
    if let Some((used, limit)) = meter(usage.as_ref(), "image_count_total") {
        hints.extend((used >= limit).then_some(Hint::TooMany));
    }
    let same = format!(
        "/image/v2/images?limit=1&owner={project}&name={}",
        encode(name)
    );
    let images = ask(project, &same).await;
    let images = images.and_then(|answer| js::get(&answer, "images"));
    if images.is_some_and(|images| js_sys::Array::from(&images).length() > 0) {
        hints.push(Hint::NameTaken);
    }
    hints
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
