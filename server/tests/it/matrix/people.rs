use std::fmt;

/// One of the five who ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestUser {
    /// Without credentials.
    Anonymous,
    /// A member of another project.
    Other,
    Reader,
    Member,
    /// Somebody with the role admin in the project, and in no other.
    Admin,
}

impl TestUser {
    /// In the order of the table's columns.
    pub const ALL: [Self; 5] = [
        Self::Anonymous,
        Self::Other,
        Self::Reader,
        Self::Member,
        Self::Admin,
    ];

    /// Where it stands in a row.
    pub fn column(self) -> usize {
        self as usize
    }
}

impl fmt::Display for TestUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "anonymous",
            Self::Other => "other",
            Self::Reader => "reader",
            Self::Member => "member",
            Self::Admin => "admin",
        })
    }
}
