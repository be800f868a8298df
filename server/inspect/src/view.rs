use std::{cell::RefCell, ops::Range};

use crate::piece::{Piece, find};

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
    pieces: &'a [Piece],
    tail: Option<&'a [u8]>,
    length: Option<u64>,
    wants: RefCell<Vec<Range<u64>>>,
}

impl<'a> View<'a> {
    pub fn new(pieces: &'a [Piece], tail: Option<&'a [u8]>, length: Option<u64>) -> Self {
        Self {
            pieces,
            tail,
            length,
            wants: RefCell::default(),
        }
    }

    /// The file's length, if it is known already.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Exactly these bytes.
    pub fn at(&self, start: u64, length: usize) -> Result<&'a [u8], Stop> {
        let end = self.within(start, length as u64)?;
        // A piece that is still growing counts for nothing, or the answer would depend on how the bytes were cut.
        let settled = |piece: &&Piece| piece.is_whole() || self.tail.is_some();
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
        self.at(start, length).ok()
    }

    /// Notes that these bytes will be asked for, so that asking in any order misses nothing.
    pub fn want(&self, start: u64, length: usize) {
        let _ = self.at(start, length);
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

    /// The last `N` bytes of the file, if it has as many.
    pub fn last(&self, length: usize) -> Option<&'a [u8]> {
        let tail = self.tail?;
        tail.get(tail.len().checked_sub(length)?..)
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
