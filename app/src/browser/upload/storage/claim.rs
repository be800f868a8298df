use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsValue, closure::Closure};

use crate::browser::upload::js;

/// The right to work on an upload: one tab of a browser has it at a time, and it ends with the tab.
///
/// Where the browser has no locks, as on plain HTTP, everybody has it; the server still takes each byte only once.
#[derive(Debug)]
pub struct Claim {
    end: Rc<RefCell<Option<Function>>>,
}

impl Claim {
    /// The right to the upload at `location`. If another tab has it: nothing, or with `wait` the right once that tab is
    /// gone.
    pub async fn take(location: &str, wait: bool) -> Option<Self> {
        let end = Rc::new(RefCell::new(None));
        let Some(locks) = js::get(&window().navigator(), "locks") else {
            return Some(Self { end });
        };
        let granted = Promise::new(&mut |resolve, _| {
            let end = end.clone();
            let heard = Closure::once_into_js(move |lock: JsValue| -> JsValue {
                let got = !lock.is_null();
                // The lock is held until this promise is kept.
                let held = got.then(|| {
                    Promise::new(&mut |resolve, _| {
                        end.replace(Some(resolve));
                    })
                });
                let _ = resolve.call1(&JsValue::NULL, &got.into());
                held.map_or(JsValue::UNDEFINED, JsValue::from)
            });
            let options = js::object(&[("ifAvailable", (!wait).into())]);
            js::call(&locks, "request", &[name(location).into(), options, heard]);
        });
        let granted = js::settled(granted.into()).await.ok()?;
        granted.is_truthy().then_some(Self { end })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            // The browser takes it, or the page is going and the lock with it.
            let _ = end.call0(&JsValue::NULL);
        }
    }
}

fn name(location: &str) -> String {
    format!("vitrine-upload {location}")
}
