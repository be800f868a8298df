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

    /// `caller` as who they are now, if they are still there.
    pub async fn ask(&self, caller: &Caller) -> Result<Caller> {
        match (self.0)().await {
            Err(error) => Err(Error::Unasked(error.to_string())),
            Ok(None) => Err(Error::SignedOut),
            Ok(Some(now)) if now.user != caller.user || now.project != caller.project => {
                Err(Error::SignedOut)
            }
            Ok(Some(now)) => Ok(now),
        }
    }
}

impl fmt::Debug for Warrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Warrant")
    }
}
