//! An inspector as bytes, so that another node can go on.

use std::{error, fmt};

use crate::{
    Inspector,
    declared::Claim,
    inspector::{MOST_BYTES, MOST_PIECES},
    kept_range::KeptRange,
    pack::{pack, put_number, put_text, take_number, take_text, unpack},
    tail::{PADDED_TAIL, Tail},
};

/// The first byte of every state. A release that writes another layout counts on.
const VERSION: u8 = 1;

const PACKED: u64 = 1;
const GIVEN: u64 = 2;
const WORD: u64 = 4;
const LENGTH: u64 = 8;

/// These bytes are not the state of an inspector, or of one that this release does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadState;

impl fmt::Display for BadState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the saved state of the inspection cannot be read")
    }
}

impl error::Error for BadState {}

impl Inspector {
    /// Everything it knows, as bytes: usually a few hundred, never more than about a mebibyte.
    pub fn save(&self) -> Vec<u8> {
        let flag = |set: bool, bit| if set { bit } else { 0 };
        let mut out = vec![VERSION];
        put_number(
            &mut out,
            flag(self.claim.packed, PACKED)
                | flag(self.given, GIVEN)
                | flag(self.claim.word.is_some(), WORD)
                | flag(self.length.is_some(), LENGTH),
        );
        if let Some(word) = &self.claim.word {
            put_text(&mut out, word);
        }
        if let Some(length) = self.length {
            put_number(&mut out, length);
        }
        put_number(&mut out, self.position);
        put_number(&mut out, self.pieces.len() as u64);
        for piece in &self.pieces {
            put_number(&mut out, piece.range.start);
            put_number(&mut out, piece.range.end - piece.range.start);
            pack(&mut out, &piece.bytes);
        }
        pack(&mut out, &self.tail.to_vec());
        out
    }

    /// Goes on where the inspector was that [`save`](Self::save) wrote down.
    pub fn load(state: &[u8]) -> Result<Self, BadState> {
        read(state).ok_or(BadState)
    }
}

fn read(state: &[u8]) -> Option<Inspector> {
    let (version, mut rest) = state.split_first()?;
    let from = &mut rest;
    if *version != VERSION {
        return None;
    }
    let flags = take_number(from)?;
    let claim = Claim {
        word: if flags & WORD == 0 {
            None
        } else {
            Some(take_text(from)?)
        },
        packed: flags & PACKED != 0,
    };
    let length = if flags & LENGTH == 0 {
        None
    } else {
        Some(take_number(from)?)
    };
    let position = take_number(from)?;
    let count = usize::try_from(take_number(from)?).ok()?;
    if count > MOST_PIECES {
        return None;
    }
    let mut room = MOST_BYTES;
    let mut pieces = Vec::with_capacity(count);
    for _ in 0..count {
        let start = take_number(from)?;
        let span = take_number(from)?;
        room = room.checked_sub(span)?;
        let range = start..start.checked_add(span)?;
        let bytes = unpack(from, usize::try_from(span).ok()?)?;
        pieces.push(KeptRange { range, bytes });
    }
    let mut tail = Tail::default();
    tail.push(&unpack(from, PADDED_TAIL)?, PADDED_TAIL);
    if !from.is_empty() {
        return None;
    }
    let mut inspector = Inspector {
        claim,
        length,
        position,
        given: flags & GIVEN != 0,
        pieces,
        tail,
        objection: None,
    };
    inspector.plan();
    Some(inspector)
}
