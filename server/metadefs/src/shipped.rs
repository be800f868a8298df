//! The definitions that come with Vitrine, and when they are written.

use std::{collections::BTreeMap, sync::LazyLock};

use db::{Backend, Tx, query};
use model::{OffsetDateTime, now};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    NewNamespace, Result, System,
    file::{LoadMode, Loaded, export, load},
    parse,
};

/// Increased with every change of a file in `catalogue/`. A node of an older release then leaves alone what a newer one wrote.
const REVISION: i64 = 1;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../catalogue/", $name, ".json")))),+];
    };
}

files!(
    "cinder-volumetype",
    "compute-cpu-pinning",
    "compute-guest-memory-backing",
    "compute-guest-shutdown-behavior",
    "compute-hypervisor",
    "compute-instance-data",
    "compute-libvirt",
    "compute-libvirt-image",
    "compute-tpm",
    "compute-virt-cpu-topology",
    "compute-vmware",
    "compute-watchdog",
    "glance-common-image-properties",
    "glance-signatures",
    "operating-system",
);

static NAMESPACES: LazyLock<Vec<NewNamespace>> = LazyLock::new(|| {
    let parsed = FILES.iter().filter_map(|(name, text)| {
        let file: Value = serde_json::from_str(text).ok()?;
        let parsed = parse(file);
        if let Err(error) = &parsed {
            tracing::error!(%error, name, "a file of the catalogue cannot be read");
        }
        parsed.ok()
    });
    parsed.collect()
});

static CHINESE: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../catalogue/zh-Hans.json")).unwrap_or_default()
});

/// The namespaces that come with Vitrine.
pub fn shipped() -> &'static [NewNamespace] {
    &NAMESPACES
}

/// A title or description of the catalogue in Simplified Chinese. `None` for what an operator wrote.
pub fn translated(text: &str) -> Option<&'static str> {
    CHINESE.get(text).copied()
}

impl System<'_> {
    /// Writes the definitions that come with Vitrine, each once: what an operator changed or deleted stays so. A newer release replaces what
    /// is still as an older one wrote it. Safe to call on every node and at every start.
    pub async fn ship(&self) -> Result<()> {
        let sql = "select count(*) from metadef_shipped where revision >= $1";
        let known = query(sql).bind(REVISION);
        let known: i64 = self.metadefs.db.scalar(known).await?;
        if usize::try_from(known).is_ok_and(|known| known >= shipped().len()) {
            return Ok(());
        }
        let mut tx = self.metadefs.db.begin().await?;
        if tx.backend() == Backend::Postgres {
            // One node at a time. Readers do not wait.
            tx.execute(query("lock table metadef_shipped in exclusive mode"))
                .await?;
        }
        let sql = "select namespace, revision, digest from metadef_shipped";
        let rows: Vec<(String, i64, String)> = tx.fetch_all(query(sql)).await?;
        let before: BTreeMap<&str, (i64, &str)> = rows
            .iter()
            .map(|(name, revision, digest)| (name.as_str(), (*revision, digest.as_str())))
            .collect();
        let at = now();
        for new in shipped() {
            match before.get(new.namespace.as_str()) {
                Some((revision, _)) if *revision >= REVISION => {}
                known => write(&mut tx, new, known.map(|(_, digest)| *digest), at).await?,
            }
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Writes a namespace unless somebody changed or deleted it since `before` was written, and records that it was looked at.
async fn write(
    tx: &mut Tx,
    new: &NewNamespace,
    before: Option<&str>,
    at: OffsetDateTime,
) -> Result<()> {
    let name = new.namespace.as_str();
    let stored = export(tx, name).await?.as_ref().map(digest);
    let mode = match (before, &stored) {
        (None, _) => Some(LoadMode::Keep),
        (Some(before), Some(stored)) if before == stored => Some(LoadMode::Replace),
        _ => None,
    };
    let loaded = match mode {
        Some(mode) => Some(load(tx, new, mode, at).await?),
        None => None,
    };
    let sql = "
        insert into metadef_shipped (namespace, revision, digest) values ($1, $2, $3)
        on conflict (namespace) do update set revision = excluded.revision, digest = excluded.digest";
    // What is the operator's gets no digest that it could ever have: it stays theirs with the next release too.
    let digest = match loaded {
        Some(Loaded::Created | Loaded::Replaced) => export(tx, name)
            .await?
            .as_ref()
            .map(digest)
            .unwrap_or_default(),
        _ => before.unwrap_or_default().to_owned(),
    };
    let record = query(sql).bind(name).bind(REVISION).bind(digest);
    tx.execute(record).await?;
    Ok(())
}

/// The digest of a namespace in the layout of a file, whose fields are in the order of their names.
pub(crate) fn digest(file: &Value) -> String {
    hex::encode(Sha256::digest(file.to_string()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_file_of_the_catalogue_can_be_read_and_is_for_images() {
        assert_eq!(shipped().len(), FILES.len());
        for new in shipped() {
            new.check().expect("it makes sense");
            assert!(
                new.resource_type_associations
                    .iter()
                    .any(|one| one.name.as_str() == "OS::Glance::Image"),
                "{}",
                new.namespace
            );
            for (name, property) in &new.properties {
                if let (Some(default), Some(choices)) = (&property.default, &property.choices) {
                    assert!(choices.contains(default), "{name}");
                }
            }
        }
        let names: BTreeSet<_> = shipped().iter().map(|new| &new.namespace).collect();
        assert_eq!(names.len(), shipped().len(), "each name once");
    }

    #[test]
    fn every_text_of_the_catalogue_is_translated_and_no_other() {
        let mut texts = BTreeSet::new();
        for new in shipped() {
            texts.extend(new.display_name.as_deref());
            texts.extend(new.description.as_deref());
            for property in new.properties.values() {
                texts.insert(&property.title);
                texts.extend(property.description.as_deref());
            }
        }
        assert_eq!(CHINESE.keys().copied().collect::<BTreeSet<_>>(), texts);
    }

    #[test]
    fn a_change_of_the_catalogue_comes_with_a_new_revision() {
        let texts: String = FILES.iter().map(|(_, text)| *text).collect();
        let digest = hex::encode(Sha256::digest(texts));
        assert_eq!(
            (REVISION, digest.as_str()),
            (
                1,
                "87eafd30461ddf83b209f605b462e45d8bb96fb95bdac11d51a0d977d7c4b137"
            ),
            "increase REVISION, then write the new digest here"
        );
    }
}
