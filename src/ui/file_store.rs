//! The visitor's files in this browser's own storage (IndexedDB), by the hash of what is in them.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode};

use crate::lab::FileId;

const DATABASE: &str = "bottleneck-lab";
const STORE: &str = "files";
const BYTES: &str = "bytes";

/// Why a file was not kept.
pub enum NotKept {
    /// The browser gives this page no more room.
    Full,
    /// There is no storage, as in some private windows, or it failed.
    NoStorage(String),
}

/// A file that was kept here once.
pub async fn load(hash: &str) -> Option<Blob> {
    let (database, _, store) = open(IdbTransactionMode::Readonly).await.ok()?;
    let found = answer(&store.get(&hash.into()).ok()?).await;
    database.close();
    Reflect::get(&found.ok()?, &BYTES.into()).ok()?.dyn_into().ok()
}

/// Keeps a file for visits to come.
pub async fn save(id: &FileId, file: &Blob) -> Result<(), NotKept> {
    let value = Object::new();
    let _ = Reflect::set(&value, &"name".into(), &id.name().into());
    let _ = Reflect::set(&value, &BYTES.into(), file);
    let saved = async {
        let (database, transaction, store) = open(IdbTransactionMode::Readwrite).await?;
        store.put_with_key(&value, &id.hash().into())?;
        // A storage that is full shows only when the whole transaction ends.
        let done = ended(&transaction).await;
        database.close();
        done
    };
    saved.await.map_err(|error: JsValue| {
        let text = |key: &str| Reflect::get(&error, &key.into()).ok().and_then(|it| it.as_string()).unwrap_or_default();
        match text("name").as_str() {
            "QuotaExceededError" => NotKept::Full,
            name => NotKept::NoStorage(if name.is_empty() { "no storage".to_owned() } else { name.to_owned() }),
        }
    })
}

/// Deletes a file from the storage.
pub async fn forget(hash: &str) {
    if let Ok((database, transaction, store)) = open(IdbTransactionMode::Readwrite).await {
        if store.delete(&hash.into()).is_ok() {
            let _ = ended(&transaction).await;
        }
        database.close();
    }
}

async fn open(mode: IdbTransactionMode) -> Result<(IdbDatabase, IdbTransaction, IdbObjectStore), JsValue> {
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    let database_of = {
        let request = request.clone();
        move || request.result().ok().and_then(|it| it.dyn_into::<IdbDatabase>().ok())
    };
    let make = Closure::<dyn FnMut()>::new(move || {
        if let Some(database) = database_of() {
            let _ = database.create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(make.as_ref().unchecked_ref()));
    let database: IdbDatabase = answer(&request).await?.dyn_into()?;
    let transaction = database.transaction_with_str_and_mode(STORE, mode)?;
    let store = transaction.object_store(STORE)?;
    Ok((database, transaction, store))
}

async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let heard = settled(|resolve, reject| {
        request.set_onsuccess(Some(resolve));
        request.set_onerror(Some(reject));
    });
    match heard.await {
        Ok(()) => request.result(),
        Err(()) => Err(request.error().ok().flatten().map_or(JsValue::NULL, JsValue::from)),
    }
}

async fn ended(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let heard = settled(|resolve, reject| {
        transaction.set_oncomplete(Some(resolve));
        transaction.set_onabort(Some(reject));
    });
    heard.await.map_err(|()| transaction.error().map_or(JsValue::NULL, JsValue::from))
}

/// Waits for one of two events.
async fn settled(listen: impl Fn(&Function, &Function)) -> Result<(), ()> {
    let promise = Promise::new(&mut |resolve, reject| listen(resolve.unchecked_ref(), reject.unchecked_ref()));
    JsFuture::from(promise).await.map(drop).map_err(drop)
}
