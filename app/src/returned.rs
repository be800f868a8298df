use serde::{Deserialize, Serialize};

use crate::{
    Error, host,
    later::{Fetched, fetched},
};

/// What a form comes back with that was sent as a page, and refused: why, and what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    pub error: Option<Error>,
    /// The fields that may be shown again, by name; never a password.
    pub typed: Vec<(String, String)>,
}

impl Returned {
    /// What was typed into `field`.
    pub fn typed(&self, field: &str) -> Option<String> {
        let (_, value) = self.typed.iter().find(|(name, _)| name == field)?;
        Some(value.clone())
    }
}

/// What the form of the server function at `door` came back with. It is told once: a reload shows an empty form.
pub fn use_returned(door: &'static str) -> Fetched<Returned> {
    fetched(|| (), move |()| async move { host::returned(door) })
}
