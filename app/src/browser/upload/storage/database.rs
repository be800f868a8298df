//! The browser's own database, as far as it is needed here: one store of values by name.

use js_sys::{Array, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

const NAME: &str = "vitrine";
const STORE: &str = "uploads";
const VERSION: u32 = 1;

type Result<T> = std::result::Result<T, JsValue>;

/// Every value.
pub async fn all() -> Result<Array> {
    let database = open().await?;
    let request = store(&database, IdbTransactionMode::Readonly)?.get_all()?;
    let all = answered(&request).await;
    database.close();
    Ok(Array::from(&all?))
}

/// Keeps `value` under `name`.
pub async fn put(name: &str, value: &JsValue) -> Result<()> {
    change(|store| store.put_with_key(value, &name.into())).await
}

/// Forgets what is kept under `name`.
pub async fn delete(name: &str) -> Result<()> {
    change(|store| store.delete(&name.into())).await
}

async fn change(ask: impl FnOnce(&IdbObjectStore) -> Result<IdbRequest>) -> Result<()> {
    let database = open().await?;
    let request = ask(&store(&database, IdbTransactionMode::Readwrite)?);
    let done = match request {
        Ok(request) => answered(&request).await,
        Err(error) => Err(error),
    };
    database.close();
    done.map(drop)
}

async fn open() -> Result<IdbDatabase> {
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(NAME, VERSION)?;
    let make = Closure::once({
        let request = request.clone();
        move || {
            if let Ok(database) = request.result() {
                // Its failure is the failure of the opening.
                let _ = database
                    .unchecked_ref::<IdbDatabase>()
                    .create_object_store(STORE);
            }
        }
    });
    request.set_onupgradeneeded(Some(make.as_ref().unchecked_ref()));
    Ok(answered(&request).await?.unchecked_into())
}

fn store(database: &IdbDatabase, mode: IdbTransactionMode) -> Result<IdbObjectStore> {
    database
        .transaction_with_str_and_mode(STORE, mode)?
        .object_store(STORE)
}

async fn answered(request: &IdbRequest) -> Result<JsValue> {
    let answer = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(answer).await?;
    request.result()
}
