use std::collections::BTreeMap;

use metadefs::KnownProperty;
use model::{Change, ErrorKind};

use super::of_property;
use crate::{request::refuse_at, shared::Result, text::definitions};

/// Refuses the first value that its definition does not allow. Programs may set any: definitions are there to help.
pub fn check(changes: &[Change], known: &BTreeMap<String, KnownProperty>) -> Result<()> {
    for change in changes {
        let Change::Property(property) = change else {
            continue;
        };
        let known = known.get(&property.name);
        if let Some(wrong) = known.and_then(|known| known.check(&property.value)) {
            let message = definitions::wrong(&property.name, &wrong);
            let field = of_property(&property.name);
            return Err(refuse_at(&field, ErrorKind::Invalid, message));
        }
    }
    Ok(())
}
