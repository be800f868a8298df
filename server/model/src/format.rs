use crate::stored::stored_words;

/// An enum whose values are written as one fixed lowercase word each, on the wire and in the browser.
///
/// What rows hold is a [`stored_words`] enum.
macro_rules! words {
    (
        $(#[$doc:meta])* $name:ident, $field:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// Every value, in the order in which it is offered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word on the wire and in the database.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(Invalid::new($field, format_args!("`{text}` is not one of {}", [$($word),+].join(", ")))),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }

        $crate::text_column!($name);
    };
}
pub(crate) use words;

stored_words!(
    /// How the bytes of a disk are laid out.
    DiskFormat, "disk_format" {
        Qcow2 = "qcow2", Raw = "raw", Vmdk = "vmdk", Vhd = "vhd", Vhdx = "vhdx", Vdi = "vdi", Iso = "iso",
        Ploop = "ploop", Ami = "ami", Ari = "ari", Aki = "aki",
    }
);

stored_words!(
    /// What the disk is wrapped in.
    ContainerFormat, "container_format" {
        Bare = "bare", Ovf = "ovf", Ova = "ova", Docker = "docker", Compressed = "compressed",
        Ami = "ami", Ari = "ari", Aki = "aki",
    }
);
