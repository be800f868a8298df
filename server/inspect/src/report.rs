use crate::{Facts, Kind, Looks, Objection, Verdict, Warning, view::View};

/// A verdict while it is written.
#[derive(Clone, Debug)]
pub struct Report {
    pub kind: Kind,
    pub virtual_size: Option<u64>,
    pub facts: Facts,
    /// What it looks like if it is no disk.
    pub looks: Option<Looks>,
    refusals: Vec<Objection>,
    warnings: Vec<Warning>,
}

impl Report {
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            virtual_size: None,
            facts: Facts::default(),
            looks: None,
            refusals: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Notes a reason to refuse the file, once.
    pub fn refuse(&mut self, objection: Objection) {
        if !self.refusals.contains(&objection) {
            self.refusals.push(objection);
        }
    }

    /// Notes a contradiction that `field` shows.
    pub fn malformed(&mut self, field: &str) {
        self.refuse(Objection::malformed(field));
    }

    /// Notes a contradiction that `field` shows, unless `sound`.
    pub fn demand(&mut self, sound: bool, field: &str) {
        if !sound {
            self.malformed(field);
        }
    }

    /// Notes that the file is truncated, by at least so many bytes if that is known.
    pub fn truncated(&mut self, missing: Option<u64>) {
        let noted = self.refusals.iter_mut().find_map(|why| match why {
            Objection::Truncated { missing } => Some(missing),
            _ => None,
        });
        match noted {
            Some(noted) => *noted = missing.max(*noted),
            None => self.refusals.push(Objection::Truncated { missing }),
        }
    }

    /// Whether the file is known to be truncated.
    pub fn is_truncated(&self) -> bool {
        self.refusals
            .iter()
            .any(|why| matches!(why, Objection::Truncated { .. }))
    }

    /// Notes that the file is truncated, unless these bytes are in it as far as its length is known.
    ///
    /// The reader goes on: what it said before the length was known must still be said after.
    pub fn expect(&mut self, view: &View<'_>, start: u64, length: u64) {
        if view.within(start, length).is_err() {
            let end = start.checked_add(length);
            let missing = end.and_then(|end| end.checked_sub(view.length()?));
            self.truncated(missing);
        }
    }

    /// The same for a block of the disk, of which the last bytes may be left out where the disk ends: its first sector
    /// must be there.
    pub fn expect_block(&mut self, view: &View<'_>, start: u64) {
        const SECTOR: u64 = 512;
        if view.within(start, 1).is_err() {
            self.expect(view, start, SECTOR);
        }
    }

    /// Whether nothing was said against `field`.
    pub fn sound(&self, field: &str) -> bool {
        !self.refusals.contains(&Objection::malformed(field))
    }

    /// Takes back every reason to refuse the file.
    pub fn absolve(&mut self) {
        self.refusals.clear();
    }

    pub fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    pub fn feature(&mut self, name: &str) {
        self.facts.features.push(name.to_owned());
    }

    /// The weightiest reason to refuse the file.
    pub fn first_refusal(&self) -> Option<Objection> {
        self.refusals.first().cloned()
    }

    pub fn verdict(self) -> Verdict {
        Verdict {
            kind: self.kind,
            virtual_size: self.virtual_size,
            facts: self.facts,
            refusals: self.refusals,
            warnings: self.warnings,
        }
    }
}
