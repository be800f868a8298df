use crate::{
    Finding, Format, Refusal,
    bytes::{le_u64, marked},
};

// VMware, "Virtual Disk Format 5.0".
const MAGIC: &[u8] = b"KDMV";
const DESCRIPTOR: &[u8] = b"# Disk DescriptorFile";
const SECTOR: u64 = 512;

/// The kinds of disk that are whole in one file.
const WHOLE: [&str; 2] = ["monolithicSparse", "streamOptimized"];

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, MAGIC) || marked(head, 0, DESCRIPTOR)
}

pub fn inspect(head: &[u8]) -> Finding {
    let found = Finding::of(Format::Vmdk);
    // A bare descriptor names the files that hold the data; a host would open them.
    if marked(head, 0, DESCRIPTOR) {
        return found.refused(Refusal::ExternalData);
    }
    found.clone().or_truncated(read(head, found))
}

fn read(head: &[u8], mut found: Finding) -> Option<Finding> {
    let capacity = le_u64(head, 12)?;
    let descriptor_at = le_u64(head, 28)?.checked_mul(SECTOR);
    let descriptor_length = le_u64(head, 36)?.checked_mul(SECTOR);
    head.get(..usize::try_from(SECTOR).ok()?)?;

    found.virtual_size = capacity.checked_mul(SECTOR);
    let (Some(_), Some(at), Some(length)) = (found.virtual_size, descriptor_at, descriptor_length)
    else {
        return Some(found.refused(Refusal::Malformed));
    };
    Some(
        match embedded(head, at, length).as_deref().and_then(objection) {
            Some(refusal) => found.refused(refusal),
            None => found,
        },
    )
}

/// As much of the embedded descriptor as the head holds.
fn embedded(head: &[u8], at: u64, length: u64) -> Option<String> {
    if at == 0 || length == 0 {
        return None;
    }
    let start = usize::try_from(at).ok()?;
    let end = usize::try_from(at.saturating_add(length))
        .unwrap_or(usize::MAX)
        .min(head.len());
    Some(String::from_utf8_lossy(head.get(start..end)?).into_owned())
}

/// What speaks against a disk with this descriptor.
fn objection(descriptor: &str) -> Option<Refusal> {
    let value = |key: &str| {
        descriptor.lines().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case(key)
                .then(|| value.trim_matches(|c: char| c.is_whitespace() || c == '"'))
        })
    };
    if value("createType")
        .is_some_and(|kind| !WHOLE.iter().any(|whole| whole.eq_ignore_ascii_case(kind)))
    {
        return Some(Refusal::ExternalData);
    }
    // All ones mean "no parent".
    if value("parentCID").is_some_and(|parent| !parent.eq_ignore_ascii_case("ffffffff")) {
        return Some(Refusal::BackingFile);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(descriptor: &str) -> Vec<u8> {
        let mut head = vec![0; 2048];
        head[..4].copy_from_slice(MAGIC);
        head[12..20].copy_from_slice(&2048_u64.to_le_bytes());
        head[28..36].copy_from_slice(&1_u64.to_le_bytes());
        head[36..44].copy_from_slice(&2_u64.to_le_bytes());
        head[512..512 + descriptor.len()].copy_from_slice(descriptor.as_bytes());
        head
    }

    #[test]
    fn a_disk_in_one_file_tells_its_size() {
        let found = inspect(&disk(
            "CID=1\nparentCID=ffffffff\ncreateType=\"streamOptimized\"\n",
        ));
        assert_eq!((found.virtual_size, found.refusal), (Some(1 << 20), None));
    }

    #[test]
    fn a_disk_that_names_other_files_is_refused() {
        let flat = disk("createType=\"monolithicFlat\"\nRW 4 FLAT \"/etc/shadow\" 0\n");
        assert_eq!(inspect(&flat).refusal, Some(Refusal::ExternalData));
        let delta = disk("parentCID=12345678\ncreateType=\"monolithicSparse\"\n");
        assert_eq!(inspect(&delta).refusal, Some(Refusal::BackingFile));
        let bare = b"# Disk DescriptorFile\nversion=1\n";
        assert_eq!(inspect(bare).refusal, Some(Refusal::ExternalData));
    }

    #[test]
    fn a_size_that_cannot_be_is_refused() {
        let mut huge = disk("");
        huge[12..20].copy_from_slice(&u64::MAX.to_le_bytes());
        assert_eq!(inspect(&huge).refusal, Some(Refusal::Malformed));
    }
}
