/// What the list of images says of each, beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Status,
    Size,
    Format,
    Visibility,
    Tags,
    MinDisk,
    Created,
    Updated,
    Id,
}

impl Column {
    /// Each of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Status,
        Self::Size,
        Self::Format,
        Self::Visibility,
        Self::Tags,
        Self::MinDisk,
        Self::Created,
        Self::Updated,
        Self::Id,
    ];

    /// Its name in the form and in the cookie.
    pub fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Size => "size",
            Self::Format => "format",
            Self::Visibility => "visibility",
            Self::Tags => "tags",
            Self::MinDisk => "min_disk",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Id => "id",
        }
    }

    fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

/// Which of them somebody wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns(u16);

impl Default for Columns {
    fn default() -> Self {
        Self::of([
            Column::Status,
            Column::Size,
            Column::Format,
            Column::Visibility,
            Column::Created,
        ])
    }
}

impl Columns {
    /// These.
    pub fn of(columns: impl IntoIterator<Item = Column>) -> Self {
        Self(columns.into_iter().fold(0, |all, one| all | one.bit()))
    }

    /// Those that `words` name, with dots between them; what is no column is left out.
    pub fn from_words(words: &str) -> Self {
        let named = |column: &Column| words.split('.').any(|word| word == column.word());
        Self::of(Column::ALL.into_iter().filter(named))
    }

    /// Their words, with dots between them.
    pub fn words(self) -> String {
        let words = self.iter().map(Column::word);
        words.collect::<Vec<_>>().join(".")
    }

    /// Whether `column` is among them.
    pub fn show(self, column: Column) -> bool {
        self.0 & column.bit() != 0
    }

    /// Each of them, in their order.
    pub fn iter(self) -> impl Iterator<Item = Column> {
        Column::ALL.into_iter().filter(move |each| self.show(*each))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_says_which_columns_and_nothing_else() {
        let usual = Columns::default();
        assert_eq!(usual.words(), "status.size.format.visibility.created");
        assert_eq!(Columns::from_words(&usual.words()), usual);
        assert_eq!(Columns::from_words("id.<b>.size").words(), "size.id");
        assert_eq!(Columns::from_words("").words(), "");
    }
}
