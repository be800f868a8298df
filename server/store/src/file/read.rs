use std::{
    collections::VecDeque,
    io::{self, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
};

use bytes::{Bytes, BytesMut};
use futures::{StreamExt, stream};
use tokio::{
    fs,
    io::{AsyncReadExt, AsyncSeekExt},
};

use crate::ByteStream;

/// Bytes read at once: small pieces cost a thread hop each.
const PIECE: u64 = 256 << 10;

/// A part of an object on disk.
#[derive(Debug)]
pub struct PartFile {
    path: PathBuf,
    pub size: u64,
}

/// The part files of an object, in order.
pub async fn files(object: &Path) -> io::Result<Vec<PartFile>> {
    let mut entries = fs::read_dir(object).await?;
    let mut files = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        // A late writer may have left a file of another name.
        if entry
            .file_name()
            .to_string_lossy()
            .chars()
            .all(|c| c.is_ascii_digit())
        {
            files.push(PartFile {
                path: entry.path(),
                size: entry.metadata().await?.len(),
            });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The bytes of `files` one after the other, or those in `range`.
pub fn stream(files: Vec<PartFile>, range: Option<Range<u64>>) -> ByteStream {
    let state = Reading {
        slices: slices(files, range).into(),
        open: None,
    };
    stream::try_unfold(state, |mut state| async move {
        Ok(state.next().await?.map(|piece| (piece, state)))
    })
    .boxed()
}

/// Which bytes of which files make up `range`.
fn slices(files: Vec<PartFile>, range: Option<Range<u64>>) -> Vec<(PathBuf, Range<u64>)> {
    let range = range.unwrap_or(0..u64::MAX);
    let mut at = 0;
    let mut slices = Vec::new();
    for file in files {
        let (start, end) = (range.start.max(at), range.end.min(at + file.size));
        if start < end {
            slices.push((file.path, start - at..end - at));
        }
        at += file.size;
    }
    slices
}

struct Reading {
    slices: VecDeque<(PathBuf, Range<u64>)>,
    open: Option<(fs::File, u64)>,
}

impl Reading {
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            if let Some((file, left)) = &mut self.open {
                if *left > 0 {
                    let want = PIECE.min(*left);
                    let mut piece = BytesMut::with_capacity(want as usize);
                    let got = file.take(want).read_buf(&mut piece).await? as u64;
                    if got == 0 {
                        return Err(io::Error::new(
                            io::ErrorKind::UnexpectedEof,
                            "a part file is shorter than it was",
                        ));
                    }
                    *left -= got;
                    return Ok(Some(piece.freeze()));
                }
                self.open = None;
            }
            let Some((path, slice)) = self.slices.pop_front() else {
                return Ok(None);
            };
            let mut file = fs::File::open(path).await?;
            file.set_max_buf_size(PIECE as usize);
            if slice.start > 0 {
                file.seek(SeekFrom::Start(slice.start)).await?;
            }
            self.open = Some((file, slice.end - slice.start));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_takes_only_the_bytes_it_names() {
        let files = || {
            [3, 3, 3]
                .map(|size| PartFile {
                    path: PathBuf::from("p"),
                    size,
                })
                .into()
        };
        let ranges = |range| {
            slices(files(), range)
                .into_iter()
                .map(|(_, range)| range)
                .collect::<Vec<_>>()
        };
        assert_eq!(ranges(None), [0..3, 0..3, 0..3]);
        assert_eq!(ranges(Some(2..7)), [2..3, 0..3, 0..1]);
        assert_eq!(ranges(Some(9..12)), []);
    }
}
