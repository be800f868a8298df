use std::ops::Range;

/// A range of the file that is kept, and its bytes as far as they have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRange {
    pub range: Range<u64>,
    pub bytes: Vec<u8>,
}

impl KeptRange {
    /// An empty piece, begun with what others already hold of it.
    pub fn begun(range: Range<u64>, others: &[KeptRange]) -> Self {
        let mut piece = Self {
            range,
            bytes: Vec::new(),
        };
        while !piece.is_whole() {
            let Some(more) = others.iter().find_map(|other| other.from(piece.next())) else {
                break;
            };
            piece.take(piece.next(), more);
        }
        piece
    }

    /// Where its next byte is.
    pub fn next(&self) -> u64 {
        self.range.start.saturating_add(self.bytes.len() as u64)
    }

    pub fn is_whole(&self) -> bool {
        self.next() >= self.range.end
    }

    /// Keeps what of `bytes`, which stand at `offset`, comes next here.
    pub fn take(&mut self, offset: u64, bytes: &[u8]) {
        let next = self.next();
        let (Some(skip), missing) = (
            next.checked_sub(offset),
            self.range.end.saturating_sub(next),
        ) else {
            return;
        };
        let rest = usize::try_from(skip)
            .ok()
            .and_then(|skip| bytes.get(skip..))
            .unwrap_or_default();
        let some = usize::try_from(missing).map_or(rest.len(), |missing| rest.len().min(missing));
        self.bytes
            .extend_from_slice(rest.get(..some).unwrap_or_default());
    }

    /// What it holds from `offset` on, if anything.
    fn from(&self, offset: u64) -> Option<&[u8]> {
        let skip = usize::try_from(offset.checked_sub(self.range.start)?).ok()?;
        self.bytes.get(skip..).filter(|rest| !rest.is_empty())
    }
}

/// The bytes from `start`, if one of the pieces holds them all.
pub fn find<'a>(
    mut pieces: impl Iterator<Item = &'a KeptRange>,
    start: u64,
    length: usize,
) -> Option<&'a [u8]> {
    pieces.find_map(|piece| piece.from(start)?.get(..length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_begins_with_what_others_hold() {
        let whole = |range: Range<u64>| KeptRange {
            bytes: range.clone().map(|at| at.to_le_bytes()[0]).collect(),
            range,
        };
        let others = [whole(0..10), whole(10..30)];
        assert_eq!(KeptRange::begun(5..25, &others), whole(5..25));
        assert_eq!(KeptRange::begun(2..4, &others), whole(2..4));
        let begun = KeptRange::begun(28..40, &others);
        assert_eq!((begun.next(), begun.is_whole()), (30, false));
        assert_eq!(KeptRange::begun(40..50, &others).next(), 40);
    }
}
