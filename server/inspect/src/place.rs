use std::fmt;

/// Where in a disk something is that its format does not allow, as people can look for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Header,
    BlockSize,
    ReferenceCounts,
    Extensions,
    Snapshots,
    Tables,
    Size,
    Descriptor,
    Footer,
    Checksum,
    Regions,
    Metadata,
    KeySlots,
}

impl Place {
    /// Where the `field` of an [`Objection::Malformed`](crate::Objection::Malformed) is.
    pub fn of(field: &str) -> Self {
        match field {
            "cluster_bits" | "grain_size" | "block_size" => Self::BlockSize,
            "refcount_order" | "refcount_table" => Self::ReferenceCounts,
            "extension_length" | "extensions" => Self::Extensions,
            "snapshots" => Self::Snapshots,
            "l1_size" | "l1_table" | "l1_table_offset" | "max_table_entries"
            | "blocks_in_image" | "blocks_allocated" | "offset_bmap" | "offset_data" | "layout" => {
                Self::Tables
            }
            "capacity" => Self::Size,
            "descriptor" | "createType" | "extents" => Self::Descriptor,
            "footer" => Self::Footer,
            "checksum" | "dynamic_header_checksum" => Self::Checksum,
            "region_table" | "region_table_copy" => Self::Regions,
            "metadata" => Self::Metadata,
            "key_slots" => Self::KeySlots,
            _ => Self::Header,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "the header",
            Self::BlockSize => "the block size in the header",
            Self::ReferenceCounts => "the table of reference counts",
            Self::Extensions => "an extension of the header",
            Self::Snapshots => "the list of snapshots",
            Self::Tables => "the table of blocks",
            Self::Size => "the size in the header",
            Self::Descriptor => "the text descriptor",
            Self::Footer => "the footer",
            Self::Checksum => "the checksum of the header or footer",
            Self::Regions => "the region table",
            Self::Metadata => "the metadata region",
            Self::KeySlots => "a key slot",
        })
    }
}
