use std::{
    cell::{Cell, RefCell},
    ops::Range,
};

use crate::kept_range::{KeptRange, find};

const SECTOR: u64 = 512;

/// Why a reader has to stop here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// These bytes are still to come.
    Missing,
    /// The file ends before these bytes.
    Beyond,
}

/// What is known of a file so far: some pieces of it, its end perhaps, its length perhaps.
///
/// Whoever asks for bytes that are not there leaves a note, so that they are kept when they come by.
pub struct View<'a> {
    pieces: &'a [KeptRange],
    tail: Option<&'a [u8]>,
    length: Option<u64>,
    wants: RefCell<Vec<Range<u64>>>,
    /// By how much the file is shorter than what was asked of it, at most.
    shortfall: Cell<Option<u64>>,
}

impl<'a> View<'a> {
    pub fn new(pieces: &'a [KeptRange], tail: Option<&'a [u8]>, length: Option<u64>) -> Self {
        Self {
            pieces,
            tail,
            length,
            wants: RefCell::default(),
            shortfall: Cell::default(),
        }
    }

    /// The file's length, if it is known already.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Exactly these bytes.
    pub fn at(&self, start: u64, length: usize) -> Result<&'a [u8], Stop> {
        let found = self.look(start, length);
        if found == Err(Stop::Beyond) {
            let end = start.checked_add(length as u64);
            let short = end.and_then(|end| end.checked_sub(self.length?));
            self.shortfall.set(self.shortfall.get().max(short));
        }
        found
    }

    /// By how many bytes at least the file is too short for what was asked [`at`](Self::at) some place, if it is.
    pub fn shortfall(&self) -> Option<u64> {
        self.shortfall.get()
    }

    fn look(&self, start: u64, length: usize) -> Result<&'a [u8], Stop> {
        let end = self.within(start, length as u64)?;
        // A piece that is still growing counts for nothing, or the answer would depend on how the bytes were cut.
        let settled = |piece: &&KeptRange| piece.is_whole() || self.tail.is_some();
        let pieces = self.pieces.iter().filter(settled);
        find(pieces, start, length).ok_or_else(|| {
            self.note(start..end);
            Stop::Missing
        })
    }

    /// These bytes, fewer if the file ends before.
    pub fn upto(&self, start: u64, length: usize) -> Result<&'a [u8], Stop> {
        let length = self.length.map_or(length, |whole| {
            usize::try_from(whole.saturating_sub(start)).map_or(length, |rest| rest.min(length))
        });
        if length == 0 {
            return Ok(&[]);
        }
        self.at(start, length)
    }

    /// These bytes, if they are there; noted for later if they may still come.
    pub fn perhaps(&self, start: u64, length: usize) -> Option<&'a [u8]> {
        self.look(start, length).ok()
    }

    /// Notes that these bytes will be asked for, so that asking in any order misses nothing.
    pub fn want(&self, start: u64, length: usize) {
        let _ = self.look(start, length);
    }

    /// Whether these bytes are inside the file, as far as its length is known; says where they end.
    pub fn within(&self, start: u64, length: u64) -> Result<u64, Stop> {
        let end = start.checked_add(length).ok_or(Stop::Beyond)?;
        match self.length {
            Some(whole) if end > whole => Err(Stop::Beyond),
            _ => Ok(end),
        }
    }

    /// The file's last bytes, once the end is known.
    pub fn tail(&self) -> Option<&'a [u8]> {
        self.tail
    }

    /// The last `length` bytes of the file, if it has as many.
    pub fn last(&self, length: usize) -> Option<&'a [u8]> {
        let tail = self.tail?;
        tail.get(tail.len().checked_sub(length)?..)
    }

    /// So many sectors before the zeros that end the file, once the end is known and as far as it is kept.
    pub fn last_used(&self, sectors: usize) -> Option<&'a [u8]> {
        let (tail, length) = (self.tail?, self.length?);
        let first = length.checked_sub(tail.len() as u64)?;
        let last = first + tail.iter().rposition(|&byte| byte != 0)? as u64;
        let end = (last / SECTOR + 1) * SECTOR;
        let start = end
            .checked_sub(sectors as u64 * SECTOR)?
            .checked_sub(first)?;
        tail.get(usize::try_from(start).ok()?..usize::try_from(end - first).ok()?)
    }

    /// What was asked for in vain.
    pub fn into_wants(self) -> Vec<Range<u64>> {
        self.wants.into_inner()
    }

    fn note(&self, range: Range<u64>) {
        let mut wants = self.wants.borrow_mut();
        if !wants.contains(&range) {
            wants.push(range);
        }
    }
}
