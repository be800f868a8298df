use js_sys::Array;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DataTransferItem, File, FileList};

use super::js;

/// A file that somebody chose, with what lets the browser find it again after a reload, where there is such a thing.
#[derive(Clone, Debug)]
pub struct SelectedFile {
    pub file: File,
    pub handle: Option<Handle>,
}

impl SelectedFile {
    /// What was dropped; only while the event is told.
    pub fn dropped(item: &DataTransferItem) -> Option<Self> {
        let handle = js::call(item, "getAsFileSystemHandle", &[]).map(Handle);
        let file = item.get_as_file().ok().flatten()?;
        Some(Self { file, handle })
    }

    /// The files of an input: these the browser releases with the page.
    pub fn of_list(list: &FileList) -> Vec<Self> {
        (0..list.length())
            .filter_map(|index| list.get(index))
            .map(|file| Self { file, handle: None })
            .collect()
    }
}

/// A way back to a file: a `FileSystemFileHandle`, or the promise of one.
#[derive(Clone, Debug)]
pub struct Handle(JsValue);

impl Handle {
    /// One that was kept.
    pub fn of(value: JsValue) -> Self {
        Self(value)
    }

    /// The handle itself, to be kept.
    pub async fn value(&self) -> Option<JsValue> {
        let value = js::settled(self.0.clone()).await.ok()?;
        (js::get(&value, "kind")? == "file").then_some(value)
    }

    /// Whether the file may be read. To `ask` the person takes a click of theirs, a moment ago at most.
    pub async fn permitted(&self, ask: bool) -> bool {
        let how = if ask {
            "requestPermission"
        } else {
            "queryPermission"
        };
        let reading = js::object(&[("mode", "read".into())]);
        match js::call(&self.0, how, &[reading]) {
            Some(answer) => js::settled(answer)
                .await
                .is_ok_and(|answer| answer == "granted"),
            // The browser has nothing to ask.
            None => true,
        }
    }

    /// The file, as it is now.
    pub async fn file(&self) -> Option<File> {
        let file = js::settled(js::call(&self.0, "getFile", &[])?).await.ok()?;
        file.dyn_into().ok()
    }
}

/// Whether this browser's chooser can say where a file lies.
pub fn can_pick() -> bool {
    js::get(&window(), "showOpenFilePicker").is_some()
}

/// Has somebody choose files. Nothing, if they think better of it.
pub async fn pick(several: bool) -> Vec<SelectedFile> {
    let options = js::object(&[("multiple", several.into())]);
    let Some(opening) = js::call(&window(), "showOpenFilePicker", &[options]) else {
        return Vec::new();
    };
    let mut chosen = Vec::new();
    if let Ok(handles) = js::settled(opening).await {
        for handle in Array::from(&handles) {
            let handle = Handle(handle);
            if let Some(file) = handle.file().await {
                let handle = Some(handle);
                chosen.push(SelectedFile { file, handle });
            }
        }
    }
    chosen
}
