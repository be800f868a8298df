use crate::{
    Warning,
    bytes::{le_u32, le_u64, marked},
    crc::crc32,
    report::Report,
    view::{Stop, View},
};

// UEFI 2.10, 5.3.
const SIGNATURE: &[u8] = b"EFI PART";
const SHORTEST_HEADER: usize = 92;
/// The longest table that is read: four times the usual one.
const LONGEST_TABLE: u64 = 64 << 10;

/// The size of the sectors whose second holds a header, if one does.
pub fn sector(head: &[u8]) -> Option<usize> {
    [512, 4096]
        .into_iter()
        .find(|&size| marked(head, size, SIGNATURE))
}

pub fn read(view: &View<'_>, report: &mut Report, head: &[u8]) -> Result<(), Stop> {
    let Some(size) = sector(head) else {
        return Ok(());
    };
    let Some(header) = head.get(size..size + 512) else {
        report.warn(Warning::PartitionTableDamaged);
        return Ok(());
    };
    let mut damaged = !sound(header);
    let place = |at| {
        le_u64(header, at)
            .unwrap_or(u64::MAX)
            .checked_mul(size as u64)
    };
    let count = le_u32(header, 80).map_or(0, u64::from);
    let each = le_u32(header, 84).map_or(0, u64::from);
    let length = count.saturating_mul(each);
    let known = each >= 128 && each.is_power_of_two() && length <= LONGEST_TABLE;
    damaged |= !known;
    if let Some(table) = place(72).filter(|_| known) {
        let length = usize::try_from(length).map_err(|_| Stop::Beyond)?;
        // It comes after the header; elsewhere only a damaged header puts it.
        let table = if table >= 2 * size as u64 {
            view.at(table, length)
        } else {
            Err(Stop::Beyond)
        };
        match table {
            Ok(table) => {
                damaged |= le_u32(header, 88) != Some(crc32(table));
                read_entries(
                    view,
                    report,
                    table,
                    usize::try_from(each).unwrap_or(128),
                    size,
                );
            }
            Err(Stop::Missing) => return Err(Stop::Missing),
            Err(Stop::Beyond) => damaged = true,
        }
    }
    if view.tail().is_some() {
        let copy = view.last(size);
        damaged |= !copy.is_some_and(|copy| marked(copy, 0, SIGNATURE) && sound(copy));
        if damaged {
            report.warn(Warning::PartitionTableDamaged);
        }
    }
    Ok(())
}

/// Whether a header's checksum is right.
fn sound(header: &[u8]) -> bool {
    let length = le_u32(header, 12).map_or(0, |length| length as usize);
    let Some(bytes) = header.get(..length).filter(|_| length >= SHORTEST_HEADER) else {
        return false;
    };
    let mut blank = bytes.to_vec();
    if let Some(sum) = blank.get_mut(16..20) {
        sum.fill(0);
    }
    le_u32(header, 16) == Some(crc32(&blank))
}

fn read_entries(view: &View<'_>, report: &mut Report, table: &[u8], each: usize, size: usize) {
    let used = table
        .chunks_exact(each)
        .filter(|entry| entry.iter().take(16).any(|&byte| byte != 0));
    report.facts.partitions = u32::try_from(used.clone().count()).ok();
    for entry in used {
        let end = le_u64(entry, 40)
            .unwrap_or(u64::MAX)
            .saturating_add(1)
            .saturating_mul(size as u64);
        if view.within(0, end).is_err() {
            report.warn(Warning::PartitionBeyondEnd);
        }
    }
}
