//! What a disk image really is, whatever its name says. No I/O, no panic, bounded memory: it reads bytes that an
//! attacker may have made, on the server and in the browser alike.
//!
//! # While the bytes come by
//!
//! ```
//! use inspect::{Declared, Inspector, Kind};
//!
//! let chunks: [&[u8]; 2] = [&[0; 5000], &[0; 3000]];
//! let mut inspector = Inspector::new(Declared { disk_format: Some("raw"), ..Declared::default() });
//! for chunk in chunks {
//!     inspector.feed(chunk);
//!     // Certain already? Then the rest need not be sent.
//!     assert_eq!(inspector.objection(), None);
//!     // Another node may take over after any byte.
//!     inspector = Inspector::load(&inspector.save())?;
//! }
//! let verdict = inspector.finish();
//! assert!(verdict.accepted());
//! assert_eq!((verdict.kind, verdict.virtual_size), (Kind::Raw, Some(8000)));
//! # Ok::<(), inspect::BadState>(())
//! ```
//!
//! Tell the length as soon as it is known: it makes the saved state smaller and finds what breaks off sooner. The
//! verdict is the same however the bytes were cut and wherever the state was saved.
//!
//! # Where any place can be read
//!
//! In the browser, or over a store, a few reads show the same:
//!
//! ```
//! # use inspect::{Declared, Inspector};
//! # let file = vec![0; 1 << 20];
//! let length = Some(file.len() as u64);
//! let mut inspector = Inspector::new(Declared { length, ..Declared::default() });
//! loop {
//!     let wants = inspector.wants();
//!     if wants.is_empty() {
//!         break;
//!     }
//!     for range in wants {
//!         # let bytes = &file[range.start as usize..range.end as usize];
//!         inspector.give(range.start, bytes); // the bytes of exactly this range
//!     }
//! }
//! # assert!(inspector.finish().accepted());
//! ```
//!
//! A [`Verdict`] tells the [`Kind`], the virtual size, [`Facts`], and why the file must not be taken: each
//! [`Objection`] and [`Warning`] has a stable `code()` and an English sentence. [`inspect`] is a first look at a
//! file's head alone.

mod bytes;
mod crc;
mod declared;
mod first_look;
mod format;
mod formats;
mod inspector;
mod judge;
mod kept_range;
mod kind;
mod looks;
mod name;
mod objection;
mod pack;
mod place;
mod refusal;
mod report;
mod signatures;
mod state;
mod tail;
mod verdict;
mod view;
mod warning;

pub use declared::Declared;
pub use first_look::{Finding, detect, inspect};
pub use format::Format;
pub use inspector::Inspector;
pub use kind::Kind;
pub use looks::Looks;
pub use name::promised;
pub use objection::Objection;
pub use place::Place;
pub use refusal::Refusal;
pub use state::BadState;
pub use verdict::{Facts, Verdict};
pub use warning::Warning;
