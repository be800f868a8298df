use super::qcow2_tables::{self, Counts, Front, Tables};
use crate::{
    Objection, Warning,
    bytes::{be_u32, be_u64, label, marked},
    report::Report,
    view::{Stop, View},
};

// https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.rst
const MAGIC: &[u8] = b"QFI\xfb";
const V2_HEADER: u32 = 72;
const V3_HEADER: u32 = 104;
const LONGEST_NAME: u32 = 1023;

/// Incompatible features, in the order of their bits.
const FEATURES: [&str; 5] = [
    "dirty",
    "corrupt",
    "external_data",
    "compression_type",
    "extended_l2",
];
const DIRTY: u64 = 1;
const CORRUPT: u64 = 1 << 1;
const EXTERNAL_DATA: u64 = 1 << 2;
const COMPRESSION_TYPE: u64 = 1 << 3;
const EXTENDED_L2: u64 = 1 << 4;
/// Compatible feature: reference counts are written late.
const LAZY_REFCOUNTS: u64 = 1;

/// The bounds that QEMU itself holds.
const MOST_L1: u64 = 32 << 20;
const MOST_REFCOUNT_TABLE: u64 = 8 << 20;
const MOST_SNAPSHOTS: u32 = 65536;

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, MAGIC)
}

/// The fields that every version has.
struct Header {
    version: u32,
    backing: (u64, u32),
    cluster_bits: u32,
    size: u64,
    encryption: u32,
    l1: (u64, u32),
    refcounts: (u64, u32),
    snapshots: (u64, u32),
}

impl Header {
    fn of(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            version: be_u32(bytes, 4)?,
            backing: (be_u64(bytes, 8)?, be_u32(bytes, 16)?),
            cluster_bits: be_u32(bytes, 20)?,
            size: be_u64(bytes, 24)?,
            encryption: be_u32(bytes, 32)?,
            l1: (be_u64(bytes, 40)?, be_u32(bytes, 36)?),
            refcounts: (be_u64(bytes, 48)?, be_u32(bytes, 56)?),
            snapshots: (be_u64(bytes, 64)?, be_u32(bytes, 60)?),
        })
    }
}

pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let version = be_u32(view.at(0, 8)?, 4).ok_or(Stop::Beyond)?;
    report.facts.version = Some(version);
    if !matches!(version, 2 | 3) {
        report.refuse(Objection::UnknownVersion { version });
        return Ok(());
    }
    let header = Header::of(view.at(0, V2_HEADER as usize)?).ok_or(Stop::Beyond)?;
    report.virtual_size = Some(header.size);
    // QEMU opens whatever the name says, on the host.
    if header.backing.0 != 0 {
        report.refuse(Objection::BackingFile);
        let length = header.backing.1.min(LONGEST_NAME);
        let name = view.perhaps(header.backing.0, length as usize);
        report.facts.backing_file = name.and_then(label);
    }
    // The format's own bounds: clusters of 512 bytes to 2 MiB.
    if !(9..=21).contains(&header.cluster_bits) {
        report.malformed("cluster_bits");
        return Ok(());
    }
    let cluster = 1_u64 << header.cluster_bits;
    report.facts.cluster_size = Some(cluster);
    let added = if header.version == 3 {
        read_v3(view, report, cluster)?
    } else {
        report.facts.compression = Some("zlib".into());
        Added::none()
    };
    read_encryption(report, header.encryption);
    read_extensions(view, report, u64::from(added.header), cluster)?;
    read_tables(view, report, &header, cluster, &added)
}

/// What version 3 adds.
struct Added {
    incompatible: u64,
    /// How many bits a reference count has, as a power of two.
    refcount_order: u32,
    /// The length of the header.
    header: u32,
}

impl Added {
    /// What holds for version 2.
    fn none() -> Self {
        Self {
            incompatible: 0,
            refcount_order: 4,
            header: V2_HEADER,
        }
    }
}

fn read_v3(view: &View<'_>, report: &mut Report, cluster: u64) -> Result<Added, Stop> {
    let header = view.at(0, V3_HEADER as usize)?;
    let number = |at| be_u64(header, at).ok_or(Stop::Beyond);
    let (incompatible, compatible) = (number(72)?, number(80)?);
    let refcount_order = be_u32(header, 96).ok_or(Stop::Beyond)?;
    let length = be_u32(header, 100).ok_or(Stop::Beyond)?;
    for (bit, name) in FEATURES.iter().enumerate() {
        if incompatible & (1 << bit) != 0 {
            report.feature(name);
        }
    }
    if compatible & LAZY_REFCOUNTS != 0 {
        report.feature("lazy_refcounts");
    }
    if incompatible & EXTERNAL_DATA != 0 {
        report.refuse(Objection::ExternalData);
    }
    let unknown = incompatible & !((1 << FEATURES.len()) - 1);
    if unknown != 0 {
        report.refuse(Objection::UnknownFeatures { bits: unknown });
    }
    if incompatible & DIRTY != 0 {
        report.warn(Warning::Unclean);
    }
    if incompatible & CORRUPT != 0 {
        report.warn(Warning::MarkedCorrupt);
    }
    report.demand(refcount_order <= 6, "refcount_order");
    report.demand(
        length >= V3_HEADER && length.is_multiple_of(8) && u64::from(length) <= cluster,
        "header_length",
    );
    let compression = if length > V3_HEADER {
        view.at(u64::from(V3_HEADER), 1)?
            .first()
            .copied()
            .unwrap_or(0)
    } else {
        0
    };
    report.demand(
        (compression != 0) == (incompatible & COMPRESSION_TYPE != 0),
        "compression_type",
    );
    match compression {
        0 => report.facts.compression = Some("zlib".into()),
        1 => report.facts.compression = Some("zstd".into()),
        _ => report.malformed("compression_type"),
    }
    Ok(Added {
        incompatible,
        refcount_order,
        header: length.max(V3_HEADER),
    })
}

fn read_encryption(report: &mut Report, method: u32) {
    match method {
        0 => {}
        1 => {
            report.facts.encryption = Some("aes".into());
            report.warn(Warning::WeakEncryption);
        }
        2 => report.facts.encryption = Some("luks".into()),
        _ => report.malformed("crypt_method"),
    }
}

const END: u32 = 0;
const BITMAPS: u32 = 0x2385_2875;
const ENCRYPTION: u32 = 0x0537_be77;
const DATA_FILE: u32 = 0x4441_5441;
/// More of them, or longer ones, no honest writer leaves.
const MOST_EXTENSIONS: usize = 64;
const LONGEST_EXTENSION: u32 = 64 << 10;

/// Walks over the header's extensions, which end with the first cluster at the latest.
fn read_extensions(
    view: &View<'_>,
    report: &mut Report,
    mut at: u64,
    cluster: u64,
) -> Result<(), Stop> {
    for _ in 0..MOST_EXTENSIONS {
        // The area may be full to the last byte, without a mark of its end.
        if at + 8 > cluster {
            return Ok(());
        }
        let head = view.at(at, 8)?;
        let (kind, length) = (be_u32(head, 0), be_u32(head, 4).ok_or(Stop::Beyond)?);
        let data = at + 8;
        if kind == Some(END) {
            return Ok(());
        }
        if length > LONGEST_EXTENSION || data + u64::from(length) > cluster {
            report.malformed("extension_length");
            return Ok(());
        }
        match kind {
            Some(DATA_FILE) => {
                // QEMU opens it by name; with or without the feature's bit, it has no place in a registry.
                report.refuse(Objection::ExternalData);
                let name = view.at(data, length.min(LONGEST_NAME) as usize)?;
                report.facts.data_file = label(name);
            }
            Some(ENCRYPTION) => {
                let place = view.at(data, 16)?;
                if let (Some(start), Some(length)) = (be_u64(place, 0), be_u64(place, 8)) {
                    report.expect(view, start, length);
                }
            }
            Some(BITMAPS) => report.feature("bitmaps"),
            _ => {}
        }
        at = data + u64::from(length.next_multiple_of(8));
    }
    report.malformed("extensions");
    Ok(())
}

/// Whether the tables are where the header says, and big enough.
fn read_tables(
    view: &View<'_>,
    report: &mut Report,
    header: &Header,
    cluster: u64,
    added: &Added,
) -> Result<(), Stop> {
    let aligned = |at: u64| at != 0 && at.is_multiple_of(cluster);

    let (refcounts, clusters) = header.refcounts;
    let refcount_length = u64::from(clusters) * cluster;
    report.demand(
        aligned(refcounts) && clusters > 0 && refcount_length <= MOST_REFCOUNT_TABLE,
        "refcount_table",
    );
    let (snapshots, count) = header.snapshots;
    if count > 0 {
        report.warn(Warning::Snapshots { count });
        report.demand(count <= MOST_SNAPSHOTS && aligned(snapshots), "snapshots");
        report.expect(view, snapshots, u64::from(count) * 40);
    }

    let entry = if added.incompatible & EXTENDED_L2 == 0 {
        8
    } else {
        16
    };
    let (l1, entries) = (header.l1.0, u64::from(header.l1.1));
    let needed = header
        .size
        .div_ceil(cluster.saturating_mul(cluster / entry));
    let fits = entries * 8 <= MOST_L1;
    report.demand(entries >= needed && fits, "l1_size");
    report.demand(entries == 0 || aligned(l1), "l1_table_offset");
    report.expect(view, refcounts, refcount_length);
    report.expect(view, l1, entries * 8);
    let front = Front::keep(view, cluster, l1);
    // The counts of a disk that was not closed are known to be behind.
    let counted = if refcount_length <= MOST_REFCOUNT_TABLE && added.incompatible & DIRTY == 0 {
        let counts = Counts {
            front,
            table: refcounts,
            length: refcount_length,
            order: added.refcount_order,
        };
        qcow2_tables::last_counted(view, &counts, cluster)
    } else {
        None
    };
    let read = if fits && aligned(l1) {
        let tables = Tables {
            front,
            l1,
            entries,
            cluster,
            entry: if entry == 8 { 8 } else { 16 },
        };
        qcow2_tables::read(view, report, &tables)
    } else {
        Ok(())
    };
    if read == Err(Stop::Beyond) {
        report.truncated(view.shortfall());
    }
    if let Some(last) = counted {
        qcow2_tables::check_counts(view, report, last, cluster);
    }
    read
}
