use crate::{
    Objection,
    bytes::{label, le_u32, le_u64, marked},
    report::Report,
    view::{Stop, View},
};

// https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qed_spec.rst
const MAGIC: &[u8] = b"QED\0";
const HEADER: usize = 64;
const BACKING_FILE: u64 = 1;
/// Backing file, needs a check, backing format is raw.
const KNOWN: u64 = 0b111;

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, MAGIC)
}

/// Such disks are refused whatever they say; the reasons are told all the same.
pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let header = view.at(0, HEADER)?;
    let features = le_u64(header, 16).ok_or(Stop::Beyond)?;
    report.facts.cluster_size = le_u32(header, 4).map(u64::from);
    report.virtual_size = le_u64(header, 48);
    if features & BACKING_FILE != 0 {
        report.refuse(Objection::BackingFile);
        if let (Some(at), Some(length)) = (le_u32(header, 56), le_u32(header, 60)) {
            let name = view.perhaps(u64::from(at), length.min(1023) as usize);
            report.facts.backing_file = name.and_then(label);
        }
    }
    // The first table, in clusters.
    let table = le_u32(header, 8).map(u64::from);
    if let (Some(at), Some(clusters), Some(cluster)) =
        (le_u64(header, 40), table, report.facts.cluster_size)
    {
        report.expect(view, at, clusters.saturating_mul(cluster));
    }
    let unknown = features & !KNOWN;
    if unknown != 0 {
        report.refuse(Objection::UnknownFeatures { bits: unknown });
    }
    Ok(())
}
