use super::vhdx::{Id, id, shown};
use crate::{
    Objection,
    bytes::{array, le_u16, le_u32, le_u64, marked},
    report::Report,
    view::{Stop, View},
};

// [MS-VHDX] 2.6.
const ENTRY: usize = 32;
const MOST_ENTRIES: usize = 2047;
/// Items begin after the table.
const ITEMS: u64 = 64 << 10;
const REQUIRED: u32 = 4;

const FILE_PARAMETERS: Id = id("caa16737fa364d43b3b633f0aa44e76b");
const DISK_SIZE: Id = id("2fa54224cd1b4876b2115dbed83bf4b8");
const DISK_ID: Id = id("beca12abb2e6452393efc309e000c746");
const LOGICAL_SECTOR: Id = id("8141bf1da96f4709ba47f233a8faab5f");
const PHYSICAL_SECTOR: Id = id("cda348c7445d44719cc9e9885251c556");
const PARENT: Id = id("a8d35f2db30b454dabf7d3d84834ab0c");

/// Reads what the region `(start, length)` says of the disk.
pub fn read(view: &View<'_>, report: &mut Report, region: (u64, u64)) -> Result<(), Stop> {
    let head = view.at(region.0, ENTRY)?;
    let count = le_u16(head, 10).map_or(usize::MAX, usize::from);
    if !marked(head, 0, b"metadata") || count > MOST_ENTRIES {
        report.malformed("metadata");
        return Ok(());
    }
    let table = view.at(region.0, ENTRY * (count + 1))?;
    let (mut parameters, mut size) = (None, None);
    for entry in table.chunks_exact(ENTRY).skip(1) {
        let (Some(name), Some(at), Some(length), Some(flags)) = (
            array::<16>(entry, 0),
            le_u32(entry, 16).map(u64::from),
            le_u32(entry, 20),
            le_u32(entry, 24),
        ) else {
            return Err(Stop::Beyond);
        };
        let place = match name {
            FILE_PARAMETERS => &mut parameters,
            DISK_SIZE => &mut size,
            PARENT => {
                report.refuse(Objection::BackingFile);
                continue;
            }
            DISK_ID | LOGICAL_SECTOR | PHYSICAL_SECTOR => continue,
            _ if flags & REQUIRED == 0 => continue,
            _ => {
                report.refuse(Objection::UnknownPart { id: shown(&name) });
                continue;
            }
        };
        let inside = at >= ITEMS && length >= 8 && at + u64::from(length) <= region.1;
        report.demand(inside && place.is_none(), "metadata");
        if inside {
            let at = region.0.saturating_add(at);
            view.want(at, 8);
            *place = Some(at);
        }
    }
    let (Some(parameters), Some(size)) = (parameters, size) else {
        report.malformed("metadata");
        return Ok(());
    };
    let parameters = view.at(parameters, 8)?;
    report.virtual_size = le_u64(view.at(size, 8)?, 0);
    let block = le_u32(parameters, 0).map_or(0, u64::from);
    report.facts.cluster_size = Some(block);
    report.demand(
        block.is_power_of_two() && (1 << 20..=256 << 20).contains(&block),
        "block_size",
    );
    let flags = le_u32(parameters, 4).ok_or(Stop::Beyond)?;
    let variant = if flags & 1 == 0 { "dynamic" } else { "fixed" };
    report.facts.variant = Some(variant.into());
    if flags & 2 != 0 {
        report.refuse(Objection::BackingFile);
    }
    Ok(())
}
