use std::ops::Range;

use crate::{
    Declared, Objection, Verdict,
    declared::Claim,
    judge::judge,
    kept_range::{KeptRange, find},
    signatures,
    tail::{PADDED_TAIL, TAIL, Tail},
    view::View,
};

/// At most so many pieces, and so many bytes in them, are kept of one file. Readers ask for far less.
pub const MOST_PIECES: usize = 64;
pub const MOST_BYTES: u64 = 1 << 20;

/// Looks at a file as it comes by, or at the few places of it that matter.
///
/// What it says depends on the bytes and the declaration only: not on how the bytes were cut, nor on how often its
/// state was saved and loaded on the way.
#[derive(Clone, Debug)]
pub struct Inspector {
    pub(crate) claim: Claim,
    /// The length that was declared.
    pub(crate) length: Option<u64>,
    /// How many bytes have come by.
    pub(crate) position: u64,
    /// Whether anything was given out of turn.
    pub(crate) given: bool,
    pub(crate) pieces: Vec<KeptRange>,
    pub(crate) tail: Tail,
    pub(crate) objection: Option<Objection>,
}

impl Inspector {
    /// Begins with a file of which only this is known.
    pub fn new(declared: Declared<'_>) -> Self {
        let mut inspector = Self {
            claim: Claim::of(&declared),
            length: declared.length,
            position: 0,
            given: false,
            pieces: Vec::new(),
            tail: Tail::default(),
            objection: None,
        };
        inspector.plan();
        inspector
    }

    /// Takes the next bytes of the file, however many.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            // What to keep next may depend on a piece that ends in the middle of these bytes: stop there and think.
            let stop = self
                .pieces
                .iter()
                .filter(|piece| !piece.is_whole() && piece.range.end > self.position)
                .map(|piece| piece.range.end - self.position)
                .min();
            let now = stop.map_or(bytes.len(), |stop| {
                usize::try_from(stop).map_or(bytes.len(), |stop| stop.min(bytes.len()))
            });
            let (now, later) = bytes.split_at(now);
            for piece in &mut self.pieces {
                piece.take(self.position, now);
            }
            self.keep_tail(now);
            self.position = self.position.saturating_add(now.len() as u64);
            if stop == Some(now.len() as u64) {
                self.plan();
            }
            bytes = later;
        }
    }

    /// How many bytes have come by.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Ranges that are still to be seen, for who can read anywhere: read each and [`give`](Self::give) it, until there
    /// are none. Needs the length to be declared. Who feeds the whole file may ignore this.
    pub fn wants(&self) -> Vec<Range<u64>> {
        let mut wants: Vec<_> = self
            .pieces
            .iter()
            .filter(|piece| !piece.is_whole())
            .map(|piece| {
                piece.next()
                    ..self
                        .length
                        .map_or(piece.range.end, |length| piece.range.end.min(length))
            })
            .filter(|range| !range.is_empty())
            .collect();
        if let Some(length) = self.length {
            let tail = length.saturating_sub(self.most_of_tail() as u64)..length;
            if !tail.is_empty() && (self.tail.len() as u64) < tail.end - tail.start {
                wants.push(tail);
            }
        }
        wants
    }

    /// Takes bytes that were asked for by [`wants`](Self::wants). `bytes` stand at `offset`.
    pub fn give(&mut self, offset: u64, bytes: &[u8]) {
        self.given = true;
        for piece in &mut self.pieces {
            piece.take(offset, bytes);
        }
        let end = offset.saturating_add(bytes.len() as u64);
        let most = self.most_of_tail();
        if self.length == Some(end) && bytes.len() as u64 >= end.min(most as u64) {
            self.tail = Tail::default();
            self.tail.push(bytes, most);
        }
        self.plan();
    }

    /// What is certain already, so that nobody need wait for the rest of a file that will be refused.
    pub fn objection(&self) -> Option<&Objection> {
        self.objection.as_ref()
    }

    /// Says what the file is. After [`feed`](Self::feed) the file ends with the last byte that came by.
    pub fn finish(self) -> Verdict {
        let length = match self.length {
            Some(length) if self.given => length,
            _ => self.position,
        };
        let tail = self.tail.to_vec();
        let view = View::new(&self.pieces, Some(&tail), Some(length));
        let mut report = judge(&view, &self.claim);
        if self.length.is_some_and(|declared| declared > length) {
            report.truncated(
                self.length
                    .and_then(|declared| declared.checked_sub(length)),
            );
        }
        report.verdict()
    }

    /// Thinks about what is known, and makes room for what is to be known next.
    pub(crate) fn plan(&mut self) {
        // What is wanted next may have come by already, as a part of another piece: then there is more to think about.
        loop {
            let view = View::new(&self.pieces, None, self.length);
            self.objection = judge(&view, &self.claim).first_refusal();
            let mut added = false;
            for range in view.into_wants() {
                added |= self.keep(range);
            }
            if !added {
                return;
            }
        }
    }

    /// Keeps this range from now on. Tells whether it is there already.
    fn keep(&mut self, range: Range<u64>) -> bool {
        let kept: u64 = self
            .pieces
            .iter()
            .map(|piece| piece.range.end - piece.range.start)
            .sum();
        let room = kept.saturating_add(range.end - range.start) <= MOST_BYTES;
        let asked = self.pieces.iter().any(|piece| piece.range == range);
        if asked || !room || self.pieces.len() >= MOST_PIECES {
            return false;
        }
        let piece = KeptRange::begun(range, &self.pieces);
        let whole = piece.is_whole();
        self.pieces.push(piece);
        whole
    }

    fn keep_tail(&mut self, bytes: &[u8]) {
        // Of a file whose length is known, only the end is kept, when it comes.
        let skip = self
            .length
            .map_or(0, |length| length.saturating_sub(PADDED_TAIL as u64))
            .saturating_sub(self.position);
        let skip = usize::try_from(skip).map_or(bytes.len(), |skip| skip.min(bytes.len()));
        let most = self.most_of_tail();
        self.tail.push(bytes.get(skip..).unwrap_or_default(), most);
    }

    /// How much of the end is kept of a file that begins like this one.
    fn most_of_tail(&self) -> usize {
        if find(self.pieces.iter(), 0, signatures::LONGEST_PADDED)
            .is_some_and(signatures::may_be_padded)
        {
            PADDED_TAIL
        } else {
            TAIL
        }
    }
}
