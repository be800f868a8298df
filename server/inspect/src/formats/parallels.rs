use crate::{
    Objection, Warning,
    bytes::{le_u32, le_u64, marked},
    report::Report,
    view::{Stop, View},
};

// docs/interop/parallels.rst of QEMU: two magics, for two ways to count in its table.
const IN_SECTORS: &[u8] = b"WithoutFreeSpace";
const IN_BLOCKS: &[u8] = b"WithouFreSpacExt";
const VERSION: u32 = 2;
const SECTOR: u64 = 512;
const HEADER: u64 = 64;
const IN_USE: u32 = 0x746f_6e59;
/// As much of the table is looked at: 16384 blocks, mostly of 1 MiB.
const MOST: u64 = 64 << 10;

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, IN_SECTORS) || marked(head, 0, IN_BLOCKS)
}

pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let header = view.at(0, HEADER as usize)?;
    let number = |at| le_u32(header, at).ok_or(Stop::Beyond);
    let version = number(16)?;
    report.facts.version = Some(version);
    if version != VERSION {
        report.refuse(Objection::UnknownVersion { version });
        return Ok(());
    }
    let extended = marked(header, 0, IN_BLOCKS);
    let sectors = le_u64(header, 36).ok_or(Stop::Beyond)?;
    let sectors = if extended {
        sectors
    } else {
        sectors & 0xffff_ffff
    };
    report.virtual_size = sectors.checked_mul(SECTOR);
    report.demand(report.virtual_size.is_some(), "capacity");
    let block = u64::from(number(28)?).saturating_mul(SECTOR);
    report.facts.cluster_size = Some(block);
    report.demand(block > 0, "block_size");
    if number(44)? == IN_USE {
        report.warn(Warning::Unclean);
    }
    let entries = u64::from(number(32)?);
    report.expect(view, HEADER, entries * 4);
    let length = usize::try_from((entries * 4).min(MOST)).map_err(|_| Stop::Beyond)?;
    let unit = if extended { block } else { SECTOR };
    // The last block may end with the disk.
    let rest = report.virtual_size.unwrap_or_default() % block.max(1);
    let least = if rest == 0 { block } else { rest };
    for entry in view
        .perhaps(HEADER, length)
        .unwrap_or_default()
        .chunks_exact(4)
    {
        let at = le_u32(entry, 0).map_or(0, u64::from).saturating_mul(unit);
        if at != 0 {
            report.expect(view, at, least);
        }
    }
    Ok(())
}
