//! Files that are no disks: web pages, pictures, texts, what an export or a download left behind by mistake.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bytes::{be_u32, le_u32, marked};

/// What a file without the mark of any disk looks like, if it looks like none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    Html,
    Xml,
    Json,
    Text,
    Picture,
    Pdf,
    /// Sound or film.
    Media,
    /// A program for some operating system.
    Program,
    /// Bytes without a pattern: encrypted, compressed, or random.
    Noise,
    /// Not even a second sector.
    TooSmall,
}

impl Looks {
    /// A word that stays the same in every language and release.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::Text => "text",
            Self::Picture => "picture",
            Self::Pdf => "pdf",
            Self::Media => "media",
            Self::Program => "program",
            Self::Noise => "noise",
            Self::TooSmall => "too_small",
        }
    }
}

impl fmt::Display for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Html => "an HTML page",
            Self::Xml => "an XML document",
            Self::Json => "a JSON document",
            Self::Text => "plain text",
            Self::Picture => "a picture",
            Self::Pdf => "a PDF document",
            Self::Media => "a sound or video file",
            Self::Program => "a program",
            Self::Noise => "encrypted, compressed or random data",
            Self::TooSmall => "a file of at most one sector",
        })
    }
}

/// One sector: the smallest disk that holds anything has more.
const SECTOR: u64 = 512;
/// Larger files without a pattern may be disks that are encrypted as a whole, without a header.
const LARGEST_NOISE: u64 = 1 << 20;
/// Fewer bytes tell nothing about a pattern.
const SHORTEST_NOISE: usize = 512;

/// What a file of `length` bytes looks like that begins with `head` and ends with `tail`, and bears no mark of a disk.
/// A kernel (not `disk`) may be a program, dense, and small.
pub fn of(head: &[u8], tail: &[u8], length: u64, disk: bool) -> Option<Looks> {
    if length == 0 {
        return None;
    }
    let by_text = || {
        let whole = usize::try_from(length).is_ok_and(|length| length <= head.len());
        (is_text(head, whole) && is_text(tail, true)).then(|| text(head, tail))
    };
    let found = by_mark(head, length).or_else(by_text);
    if !disk {
        return found.filter(|looks| *looks != Looks::Program);
    }
    found.or_else(|| {
        if length <= SECTOR {
            Some(Looks::TooSmall)
        } else {
            (length < LARGEST_NOISE && is_noise(head)).then_some(Looks::Noise)
        }
    })
}

fn by_mark(head: &[u8], length: u64) -> Option<Looks> {
    const MARKS: &[(Looks, usize, &[u8])] = &[
        (Looks::Picture, 0, b"\x89PNG\r\n\x1a\n"),
        (Looks::Picture, 0, b"\xff\xd8\xff"),
        (Looks::Picture, 0, b"GIF87a"),
        (Looks::Picture, 0, b"GIF89a"),
        (Looks::Picture, 0, b"II*\0"),
        (Looks::Picture, 0, b"MM\0*"),
        (Looks::Picture, 8, b"WEBP"),
        (Looks::Picture, 4, b"ftypavif"),
        (Looks::Picture, 4, b"ftypheic"),
        (Looks::Media, 4, b"ftyp"),
        (Looks::Media, 0, b"\x1a\x45\xdf\xa3"),
        (Looks::Media, 0, b"OggS"),
        (Looks::Media, 0, b"fLaC"),
        (Looks::Media, 0, b"ID3"),
        (Looks::Media, 8, b"WAVE"),
        (Looks::Media, 8, b"AVI "),
        (Looks::Pdf, 0, b"%PDF-"),
        (Looks::Program, 0, b"\x7fELF"),
    ];
    let found = MARKS.iter().find(|(_, at, mark)| marked(head, *at, mark));
    if let Some((looks, at, _)) = found {
        return (*at != 8 || marked(head, 0, b"RIFF")).then_some(*looks);
    }
    // The size in a bitmap's header; where the header of a program is, behind that of DOS.
    if marked(head, 0, b"BM") && le_u32(head, 2).map(u64::from) == Some(length) {
        return Some(Looks::Picture);
    }
    let program = le_u32(head, 0x3c).and_then(|at| be_u32(head, usize::try_from(at).ok()?));
    (marked(head, 0, b"MZ") && program == Some(0x5045_0000)).then_some(Looks::Program)
}

/// Whether these bytes are text in UTF-8 or UTF-16. Unless they end the text, their last character may be cut.
fn is_text(bytes: &[u8], ends: bool) -> bool {
    if marked(bytes, 0, b"\xff\xfe") || marked(bytes, 0, b"\xfe\xff") {
        return true;
    }
    let control = |&byte: &u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    if bytes.iter().any(control) || bytes.contains(&0x7f) {
        return false;
    }
    // The first bytes may be the rest of a character that began before them.
    let from = bytes
        .iter()
        .take(3)
        .take_while(|&&byte| byte & 0xc0 == 0x80)
        .count();
    match std::str::from_utf8(bytes.get(from..).unwrap_or_default()) {
        Ok(_) => true,
        Err(error) => !ends && error.error_len().is_none(),
    }
}

/// Which text: its first characters tell, and its last one.
fn text(head: &[u8], tail: &[u8]) -> Looks {
    let head = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let begins = |word: &str| {
        head.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    let markup = |word: &str| {
        head.windows(word.len())
            .take(1024)
            .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    };
    if begins("<") && (begins("<!doctype html") || markup("<html")) {
        Looks::Html
    } else if begins("<") && markup("<svg") {
        Looks::Picture
    } else if begins("<?xml") || begins("<!doctype") {
        Looks::Xml
    } else {
        match (head.first(), tail.trim_ascii_end().last()) {
            (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) => Looks::Json,
            _ => Looks::Text,
        }
    }
}

/// Whether no byte is much more frequent than the others, and nearly all occur: so compressed and encrypted bytes are.
fn is_noise(bytes: &[u8]) -> bool {
    if bytes.len() < SHORTEST_NOISE {
        return false;
    }
    let mut counts = [0_usize; 256];
    for &byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let distinct = counts.iter().filter(|count| **count > 0).count();
    let most = counts.iter().max().copied().unwrap_or_default();
    // Of 512 random bytes 221 differ and the most frequent one occurs some 8 times; of 4608, all, and some 32 times.
    distinct >= 190 && most <= bytes.len() / 256 * 2 + 10
}
