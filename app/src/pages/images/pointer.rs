//! Images that hold no disk, but point to snapshots of volumes: what Nova makes of a server that boots from a volume.

use leptos::prelude::*;
use model::Image;
use serde_json::Value;

use crate::text::{format, images};

/// The property that says so: a JSON list.
pub const MAPPING: &str = "block_device_mapping";

/// One snapshot that an image points to: its id, and the size of a volume that is made of it, in GiB.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Snapshot {
    id: String,
    size: Option<u64>,
}

/// What an image points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer(Vec<Snapshot>);

impl Pointer {
    /// What `image` points to, if it holds no data and points to something.
    pub fn of(image: &Image) -> Option<Self> {
        if image.size.is_some_and(|size| size > 0) {
            return None;
        }
        let mapping: Vec<Value> = serde_json::from_str(image.properties.get(MAPPING)?).ok()?;
        let snapshot = |device: &Value| {
            let size = device.get("volume_size");
            Some(Snapshot {
                id: device.get("snapshot_id")?.as_str()?.to_owned(),
                size: size.and_then(Value::as_u64),
            })
        };
        let snapshots: Vec<Snapshot> = mapping.iter().filter_map(snapshot).collect();
        (!snapshots.is_empty()).then_some(Self(snapshots))
    }
}

/// Whether an image holds no data and points to snapshots.
pub fn is_pointer(image: &Image) -> bool {
    Pointer::of(image).is_some()
}

/// Explains what such an image is.
#[component]
pub fn PointerPanel(pointer: Pointer) -> impl IntoView {
    let text = images();
    let row = |snapshot: Snapshot| {
        let size = snapshot
            .size
            .map(|gib| format::size(gib.saturating_mul(1 << 30)));
        view! {
            <li>
                <code>{snapshot.id}</code>
                {size.map(|size| format!(" · {size}"))}
            </li>
        }
    };
    view! {
        <section class="panel">
            <h2>{text.pointer}</h2>
            <p>{text.pointer_hint}</p>
            <h3>{text.snapshots}</h3>
            <ul class="members">{pointer.0.into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
