use crate::{
    Warning,
    bytes::{label, le_u16, le_u32, marked},
    report::Report,
    view::{Stop, View},
};

// ECMA-119 8: sixteen sectors of 2 KiB belong to the system, then the volume descriptors begin.
pub const AT: u64 = 0x8000;
pub const SECTOR: usize = 2048;
const MOST_DESCRIPTORS: u64 = 16;
/// Writers pad a disc with 150 sectors of zeros, so that drives that read ahead find something.
const PADDING: u64 = 150 * SECTOR as u64;

const ISO_9660: &[u8] = b"CD001";
/// ECMA-167: a disc of UDF only begins so.
const UDF: [&[u8]; 3] = [b"BEA01", b"NSR02", b"NSR03"];

/// Whether the first sector after the system's says so.
pub fn is(sector: &[u8]) -> bool {
    marked(sector, 1, ISO_9660) || UDF.iter().any(|mark| marked(sector, 1, mark))
}

pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    for index in 0..MOST_DESCRIPTORS {
        let sector = view.at(AT + index * SECTOR as u64, SECTOR)?;
        if !marked(sector, 1, ISO_9660) {
            if UDF.iter().any(|mark| marked(sector, 1, mark)) {
                report.feature("udf");
                continue;
            }
            break;
        }
        match sector.first() {
            Some(0) if marked(sector, 7, b"EL TORITO SPECIFICATION") => {
                report.facts.bootable = true;
            }
            Some(1) if report.virtual_size.is_none() => read_primary(view, report, sector),
            Some(2) if marked(sector, 88, b"%/") => report.feature("joliet"),
            // UDF may go on after it.
            Some(_) => {}
            None => break,
        }
    }
    Ok(())
}

fn read_primary(view: &View<'_>, report: &mut Report, sector: &[u8]) {
    report.facts.label = sector.get(40..72).and_then(label);
    let (Some(blocks), Some(block)) = (le_u32(sector, 80), le_u16(sector, 128)) else {
        return;
    };
    report.demand(
        block.is_power_of_two() && (512..=2048).contains(&block),
        "block_size",
    );
    let stated = u64::from(blocks) * u64::from(block);
    report.facts.cluster_size = Some(block.into());
    report.virtual_size = Some(stated);
    if view.within(0, stated).is_err() {
        report.warn(Warning::ShorterThanStated { stated });
    }
    // What writers pad a disc with may have been cut off without harm.
    report.expect(view, 0, stated.saturating_sub(PADDING));
}
