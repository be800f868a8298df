use model::{ImageId, ProjectId, UserId};
use wasm_bindgen::JsValue;

use super::Fingerprint;
use crate::browser::upload::{exchange::whole, js, owner::Owner};

/// What is kept of an unfinished upload: enough to go on with it, given the file.
#[derive(Clone, Debug)]
pub struct Record {
    pub location: String,
    pub image: ImageId,
    pub owner: Owner,
    pub name: String,
    pub print: Fingerprint,
    /// A `FileSystemFileHandle`, where the browser has such.
    pub handle: Option<JsValue>,
}

impl Record {
    /// As the browser's database keeps it.
    #[allow(
        clippy::cast_precision_loss,
        reason = "JavaScript counts in floats, exact to 8 PiB"
    )]
    pub fn to_js(&self) -> JsValue {
        let mut fields = vec![
            ("location", JsValue::from(&self.location)),
            ("image", self.image.to_string().into()),
            ("user", self.owner.user.to_string().into()),
            ("project", self.owner.project.to_string().into()),
            ("name", (&self.name).into()),
            ("length", (self.print.length as f64).into()),
            ("modified", (self.print.modified as f64).into()),
            ("first", (&self.print.first).into()),
            ("last", (&self.print.last).into()),
        ];
        fields.extend(self.handle.clone().map(|handle| ("handle", handle)));
        js::object(&fields)
    }

    /// As it was kept, perhaps by another release: what lacks something is none.
    pub fn from_js(value: &JsValue) -> Option<Self> {
        let text = |name| js::get(value, name)?.as_string();
        let number = |name| Some(whole(js::get(value, name)?.as_f64()?));
        Some(Self {
            location: text("location")?,
            image: text("image")?.parse().ok()?,
            owner: Owner {
                user: text("user")?.parse::<UserId>().ok()?,
                project: text("project")?.parse::<ProjectId>().ok()?,
            },
            name: text("name")?,
            print: Fingerprint {
                length: number("length")?,
                modified: number("modified")?,
                first: text("first")?,
                last: text("last")?,
            },
            handle: js::get(value, "handle"),
        })
    }
}
