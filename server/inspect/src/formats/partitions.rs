use super::gpt;
use crate::{
    Kind, Warning,
    bytes::{be_u32, le_u16, le_u32, marked},
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

fn is_boot_sector(head: &[u8]) -> bool {
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

/// The file system that begins with `head`. Some put the mark of a boot sector where a disk has it.
fn file_system(head: &[u8]) -> Option<&'static str> {
    const MARKS: &[(&str, usize, &[u8])] = &[
        ("ntfs", 3, b"NTFS    "),
        ("exfat", 3, b"EXFAT   "),
        ("ext", 1080, b"\x53\xef"),
        ("xfs", 0, b"XFSB"),
        ("squashfs", 0, b"hsqs"),
        ("erofs", 1024, b"\xe2\xe1\xf5\xe0"),
        ("lvm", 512, b"LABELONE"),
    ];
    // Two tables, and a medium that is fixed.
    let fat = head.get(0x10) == Some(&2) && head.get(0x15) == Some(&0xf8) && is_boot_sector(head);
    let marked = MARKS
        .iter()
        .find(|(_, at, mark)| marked(head, *at, mark))
        .map(|(name, ..)| *name);
    if fat { Some("fat") } else { marked }
}

/// A kernel bears the mark of a boot sector too, and its own after it.
fn is_kernel(head: &[u8]) -> bool {
    be_u32(head, 0x202) == Some(u32::from_be_bytes(*b"HdrS"))
}

/// Reads a disk that is nothing but itself. `disk`: it was not declared as something that only begins like one.
pub fn read(view: &View<'_>, report: &mut Report, disk: bool) -> Result<(), Stop> {
    let head = view.upto(0, crate::marks::HEAD)?;
    report.virtual_size = view.length();
    report.facts.file_system = file_system(head).map(str::to_owned);
    let entries = entries(head);
    match report.kind {
        Kind::Gpt => {
            report.facts.partition_table = Some("gpt".into());
            check_protective(report, &entries);
            gpt::read(view, report, head)
        }
        Kind::Mbr => {
            report.facts.partition_table = Some("mbr".into());
            read_classic(view, report, &entries);
            Ok(())
        }
        _ => {
            let odd =
                is_boot_sector(head) && entries.iter().any(|entry| !matches!(entry.boot, 0 | 0x80));
            if disk && odd && report.facts.file_system.is_none() && !is_kernel(head) {
                report.malformed("boot_flag");
            }
            Ok(())
        }
    }
}

/// The classic table before a GUID partition table covers it, and says nothing else: another reader would see another
/// disk.
fn check_protective(report: &mut Report, entries: &[Entry]) {
    let mut used = entries.iter().filter(|entry| entry.kind != 0);
    let sound = match used.next() {
        Some(first) => {
            first.kind == PROTECTIVE
                && first.start == 1
                && first.first_cylinder == [0, 2, 0]
                && matches!(first.boot, 0 | 0x80)
                && used.next().is_none()
        }
        None => false,
    };
    report.demand(sound, "protective_mbr");
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
