use crate::{
    Kind,
    formats::{
        iso, luks, others, parallels, partitions, qcow2, qed, vdi, vhd, vhdx, vmdk, wrapper,
    },
    view::{Stop, View},
};

/// The beginning in which nearly every format puts its mark: both places of a GUID partition table.
pub const HEAD: usize = 4096 + 512;

/// Whose marks a file bears.
#[derive(Clone, Debug)]
pub struct Signatures {
    /// Every format but partition tables, in the order of their places in the file.
    formats: Vec<Kind>,
    /// A partition table, or none.
    plain: Kind,
    /// Whether the first of them cannot be overruled by what is still to come.
    pub certain: bool,
}

/// A format and how to tell it by the file's head.
type Probe = (Kind, fn(&[u8]) -> bool);

const PROBES: &[Probe] = &[
    (Kind::Qcow2, qcow2::is),
    (Kind::Vmdk, vmdk::is),
    (Kind::Vhd, vhd::is),
    (Kind::Vhdx, vhdx::is),
    (Kind::Qed, qed::is),
    (Kind::Luks, luks::is),
    (Kind::Vdi, vdi::is),
    (Kind::Parallels, parallels::is),
    (Kind::Bochs, others::is_bochs),
    (Kind::Cloop, others::is_cloop),
    (Kind::Gzip, wrapper::is_gzip),
    (Kind::Xz, wrapper::is_xz),
    (Kind::Zstd, wrapper::is_zstd),
    (Kind::Bzip2, wrapper::is_bzip2),
    (Kind::Lz4, wrapper::is_lz4),
    (Kind::Lzip, wrapper::is_lzip),
    (Kind::Lzop, wrapper::is_lzop),
    (Kind::Lzma, wrapper::is_lzma),
    (Kind::Compress, wrapper::is_compress),
    (Kind::Zip, wrapper::is_zip),
    (Kind::SevenZip, wrapper::is_seven_zip),
    (Kind::Rar, wrapper::is_rar),
    (Kind::Tar, wrapper::is_tar),
];

/// So many bytes tell whether [`may_be_padded`].
pub const LONGEST_PADDED: usize = 8;

/// Whether a file that begins with `head` ends with a footer that zeros may follow.
pub fn may_be_padded(head: &[u8]) -> bool {
    head.starts_with(b"KDMV") || vhd::is(head)
}

/// Looks at every place where a mark may be.
pub fn find(view: &View<'_>) -> Result<Signatures, Stop> {
    let head = view.upto(0, HEAD)?;
    let mut formats: Vec<Kind> = PROBES
        .iter()
        .filter(|(_, is)| is(head))
        .map(|(kind, _)| *kind)
        .collect();
    if let Ok(sector) = view.upto(iso::AT, iso::SECTOR)
        && iso::is(sector)
    {
        formats.push(Kind::Iso);
    }
    let certain = !formats.is_empty();
    if let Some(tail) = view.tail() {
        let trailing: [Probe; 3] = [
            (Kind::Vhd, vhd::is_footer),
            (Kind::Dmg, others::is_dmg),
            (Kind::Zip, wrapper::ends_a_zip),
        ];
        for (kind, is) in trailing {
            if !formats.contains(&kind) && is(tail) {
                formats.push(kind);
            }
        }
    }
    Ok(Signatures {
        formats,
        plain: partitions::table(head),
        certain,
    })
}

impl Signatures {
    /// What the file is.
    pub fn kind(&self) -> Kind {
        self.formats.first().copied().unwrap_or(self.plain)
    }

    /// What it looks like at the same time.
    pub fn second(&self) -> Option<Kind> {
        let (first, rest) = self.formats.split_first()?;
        let beside = || {
            let table = Some(self.plain).filter(|plain| *plain != Kind::Raw);
            // A disc for sticks bears a partition table, and whoever reads one as the other reads the same data. A VHD
            // with nothing but a footer begins with the disk itself.
            match first {
                Kind::Iso => None,
                Kind::Vhd if !self.certain => None,
                _ => table,
            }
        };
        rest.first().copied().or_else(beside)
    }
}
