use std::{error::Error as StdError, fmt, sync::Arc};

use futures::future::BoxFuture;
use model::Caller;

use crate::{Error, Result};

/// Who somebody is now; `None` if their token or session has ended.
type Asked = std::result::Result<Option<Caller>, Box<dyn StdError + Send + Sync>>;

/// A way to ask anew, in the middle of a long upload, who somebody is.
///
/// Identity is another's business; this is all that the registry knows of it.
#[derive(Clone)]
pub struct Warrant(Arc<dyn Fn() -> BoxFuture<'static, Asked> + Send + Sync>);

impl Warrant {
    /// Asks by `ask`.
    pub fn new(ask: impl Fn() -> BoxFuture<'static, Asked> + Send + Sync + 'static) -> Self {
        Self(Arc::new(ask))
    }

    /// Whether `caller` is still who they were, and may still write.
    pub(crate) async fn holds(&self, caller: &Caller) -> Result<()> {
        match (self.0)().await {
            Err(error) => Err(Error::Unasked(error.to_string())),
            Ok(None) => Err(Error::SignedOut),
            Ok(Some(now)) if now.user != caller.user || now.project != caller.project => {
                Err(Error::SignedOut)
            }
            Ok(Some(now)) if !now.can_write() => Err(Error::Forbidden("upload images")),
            Ok(Some(_)) => Ok(()),
        }
    }
}

impl fmt::Debug for Warrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Warrant")
    }
}
