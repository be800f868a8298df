use super::{file_systems::file_system, gpt};
use crate::{
    Kind, Warning,
    bytes::{le_u16, le_u32},
    report::Report,
    view::{Stop, View},
};

const SECTOR: u64 = 512;
const SIGNATURE: usize = 510;
const ENTRIES: usize = 446;
const ENTRY: usize = 16;
/// The one partition of a classic table that stands before a GUID partition table and covers it.
const PROTECTIVE: u8 = 0xee;

/// A row of a classic partition table.
struct Entry {
    boot: u8,
    first_cylinder: [u8; 3],
    kind: u8,
    start: u32,
    sectors: u32,
}

/// Which partition table `head` bears; `Raw` for none.
pub fn table(head: &[u8]) -> Kind {
    if gpt::sector(head).is_some() {
        Kind::Gpt
    } else if is_boot_sector(head) && file_system(head).is_none() && plausible(&entries(head)) {
        Kind::Mbr
    } else {
        Kind::Raw
    }
}

/// Whether the first sector ends as firmware wants it: a partition table, or anything that is started from there.
pub fn is_boot_sector(head: &[u8]) -> bool {
    le_u16(head, SIGNATURE) == Some(0xaa55)
}

fn entries(head: &[u8]) -> Vec<Entry> {
    head.get(ENTRIES..SIGNATURE)
        .unwrap_or_default()
        .chunks_exact(ENTRY)
        .filter_map(|row| {
            Some(Entry {
                boot: *row.first()?,
                first_cylinder: [*row.get(1)?, *row.get(2)?, *row.get(3)?],
                kind: *row.get(4)?,
                start: le_u32(row, 8)?,
                sectors: le_u32(row, 12)?,
            })
        })
        .collect()
}

/// Whether this is a table at all, and not the code of a boot loader.
fn plausible(entries: &[Entry]) -> bool {
    entries.iter().all(|entry| matches!(entry.boot, 0 | 0x80))
        && entries
            .iter()
            .any(|entry| entry.kind != 0 && entry.sectors != 0)
}

/// Reads a disk that is nothing but itself. Whatever is odd about its partitions is its guest's business, as nothing
/// outside of the machine reads them: so it is no reason to refuse the disk.
pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let head = view.upto(0, crate::signatures::HEAD)?;
    report.virtual_size = view.length();
    report.facts.file_system = file_system(head).map(str::to_owned);
    let entries = entries(head);
    match report.kind {
        Kind::Gpt => {
            report.facts.partition_table = Some("gpt".into());
            check_protective(report, &entries);
            gpt::read(view, report, head)?;
        }
        Kind::Mbr => {
            report.facts.partition_table = Some("mbr".into());
            read_classic(view, report, &entries);
        }
        _ => {}
    }
    Ok(())
}

/// Whether the classic table before a GUID partition table covers it as UEFI says, and says nothing else.
fn check_protective(report: &mut Report, entries: &[Entry]) {
    let mut covered = false;
    for (number, entry) in (1..).zip(entries).filter(|(_, entry)| entry.kind != 0) {
        if entry.kind != PROTECTIVE {
            report.warn(Warning::HybridEntry { entry: number });
        } else if covered
            || entry.start != 1
            || entry.first_cylinder != [0, 2, 0]
            || !matches!(entry.boot, 0 | 0x80)
        {
            report.warn(Warning::OddProtectiveEntry { entry: number });
        }
        covered |= entry.kind == PROTECTIVE;
    }
    if !covered {
        report.warn(Warning::NoProtectiveEntry);
    }
}

fn read_classic(view: &View<'_>, report: &mut Report, entries: &[Entry]) {
    let used = entries.iter().filter(|entry| entry.kind != 0);
    report.facts.partitions = u32::try_from(used.clone().count()).ok();
    for entry in used {
        let start = u64::from(entry.start) * SECTOR;
        let length = u64::from(entry.sectors) * SECTOR;
        if entry.kind == PROTECTIVE {
            // The table that it covers is gone.
            report.warn(Warning::PartitionTableDamaged);
        } else if view.within(start, length).is_err() {
            report.warn(Warning::PartitionBeyondEnd);
        }
    }
}
