use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The longest line of a head that is looked at. A longer one that names the length of a body is refused.
const LINE: usize = 256;

/// A connection on which a request that proxies read in more than one way becomes one that hyper refuses: `400`, closed.
///
/// hyper takes a line feed alone for the end of a line, also in trailers, follows `Transfer-Encoding` where `Content-Length`
/// stands beside it, and takes other codings before `chunked`. [RFC 9112](https://www.rfc-editor.org/rfc/rfc9112) allows both (2.2, 6.3), and allows to refuse them too: whoever
/// smuggles a request past a proxy begins with them. hyper has no switch for it, so the bytes are looked at before it reads them.
#[derive(Debug)]
pub struct Strict<S> {
    stream: S,
    framing: Framing,
    /// Whether a request was refused: nothing behind it is read.
    ended: bool,
}

impl<S> Strict<S> {
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            framing: Framing::default(),
            ended: false,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Strict<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.ended {
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        if let Some(at) = self.framing.refuses(&buf.filled()[before..]) {
            // No head may contain it, so hyper answers 400. A body ends with an error, since nothing follows.
            self.ended = true;
            buf.filled_mut()[before + at] = 0;
            buf.set_filled(before + at + 1);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Strict<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Where in the requests of a connection its next byte is.
#[derive(Debug, Default)]
struct Framing {
    place: Place,
    /// The beginning of the line that the next byte is on, without its end.
    line: Vec<u8>,
    /// Whether the last byte was a carriage return.
    after_cr: bool,
    length: Option<u64>,
    chunked: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Head,
    /// Within a body or a chunk, before that many bytes of it.
    Data {
        left: u64,
        then: Then,
    },
    /// On the line that tells a chunk's size.
    ChunkSize,
    Trailers,
    /// hyper cannot read it either: it ends the connection.
    Lost,
}

/// What follows some data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Head,
    ChunkSize,
}

impl Framing {
    /// Looks at the next bytes; the place of the one with which a request becomes ambiguous.
    fn refuses(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            match self.place {
                Place::Lost => return None,
                Place::Data { left, then } => {
                    let here = left.min((bytes.len() - at) as u64);
                    at += here as usize;
                    self.place = match (left - here, then) {
                        (0, Then::Head) => Place::Head,
                        (0, Then::ChunkSize) => Place::ChunkSize,
                        (left, then) => Place::Data { left, then },
                    };
                }
                Place::Head | Place::ChunkSize | Place::Trailers => {
                    if self.byte(bytes[at]).is_err() {
                        self.place = Place::Lost;
                        return Some(at);
                    }
                    at += 1;
                }
            }
        }
        None
    }

    /// The next byte of a line.
    fn byte(&mut self, byte: u8) -> Result<(), Ambiguous> {
        let ends_line = byte == b'\n' && self.after_cr;
        if byte == b'\n' && !self.after_cr {
            return Err(Ambiguous);
        }
        self.after_cr = byte == b'\r';
        if ends_line {
            let line = std::mem::take(&mut self.line);
            return self.end_of_line(line.strip_suffix(b"\r").unwrap_or(&line));
        }
        // The last place is for the carriage return.
        if self.line.len() < LINE || (self.after_cr && self.line.len() == LINE) {
            self.line.push(byte);
        }
        Ok(())
    }

    fn end_of_line(&mut self, line: &[u8]) -> Result<(), Ambiguous> {
        match self.place {
            Place::Head if !line.is_empty() => return self.field(line),
            Place::Head => self.place = self.after_head(),
            Place::ChunkSize => {
                let size = line.split(|byte| *byte == b';').next().unwrap_or(line);
                let size = std::str::from_utf8(size.trim_ascii()).ok();
                self.place = match size.and_then(|size| u64::from_str_radix(size, 16).ok()) {
                    Some(0) => Place::Trailers,
                    // With the end of the line behind the chunk.
                    Some(size) => Place::Data {
                        left: size.saturating_add(2),
                        then: Then::ChunkSize,
                    },
                    None => Place::Lost,
                };
            }
            Place::Trailers if line.is_empty() => self.place = Place::Head,
            Place::Trailers | Place::Data { .. } | Place::Lost => {}
        }
        Ok(())
    }

    /// A line of a head: the request's first, or a field.
    fn field(&mut self, line: &[u8]) -> Result<(), Ambiguous> {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return Ok(());
        };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        let is_length = name.eq_ignore_ascii_case(b"content-length");
        let is_coding = name.eq_ignore_ascii_case(b"transfer-encoding");
        if !is_length && !is_coding {
            return Ok(());
        }
        if line.len() >= LINE {
            return Err(Ambiguous);
        }
        if is_coding {
            // Another coding, or a second field, is passed over by some proxies.
            if self.chunked || !value.eq_ignore_ascii_case(b"chunked") {
                return Err(Ambiguous);
            }
            self.chunked = true;
        } else {
            // What is no number, or another one than before, hyper refuses.
            let value = std::str::from_utf8(value).ok();
            self.length = Some(
                value
                    .and_then(|value| value.parse().ok())
                    .unwrap_or_default(),
            );
        }
        if self.chunked && self.length.is_some() {
            return Err(Ambiguous);
        }
        Ok(())
    }

    fn after_head(&mut self) -> Place {
        match (std::mem::take(&mut self.chunked), self.length.take()) {
            (true, _) => Place::ChunkSize,
            (false, None | Some(0)) => Place::Head,
            (false, Some(left)) => Place::Data {
                left,
                then: Then::Head,
            },
        }
    }
}

/// A request that can be read in two ways.
#[derive(Clone, Copy, Debug)]
struct Ambiguous;

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks at `text` in pieces of every size; where it is refused, if it is.
    fn refused(text: &str) -> Option<usize> {
        let mut found = Vec::new();
        for size in 1..=text.len() {
            let (mut framing, mut at) = (Framing::default(), None);
            for (number, piece) in text.as_bytes().chunks(size).enumerate() {
                at = at.or(framing.refuses(piece).map(|inside| number * size + inside));
            }
            found.push(at);
        }
        assert!(
            found.iter().all(|at| *at == found[0]),
            "in pieces: {text:?}"
        );
        found[0]
    }

    #[test]
    fn two_lengths_of_one_body_are_refused_in_either_order() {
        for text in [
            "PUT / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            "PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\nHost: x\r\ncontent-length: 3\r\n\r\n",
            "PUT / HTTP/1.1\r\nTRANSFER-ENCODING:gzip\r\nContent-Length:0\r\n\r\n",
        ] {
            assert!(refused(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_line_feed_alone_ends_no_line_of_a_head() {
        assert_eq!(refused("GET / HTTP/1.1\nHost: x\r\n\r\n"), Some(14));
        assert!(refused("GET / HTTP/1.1\r\nHost: x\n\r\n").is_some());
        assert!(refused("GET / HTTP/1.1\r\nHost: x\r\n\n").is_some());
        assert!(refused("\nGET / HTTP/1.1\r\n\r\n").is_some());
    }

    #[test]
    fn bodies_may_hold_anything_and_the_next_head_is_looked_at() {
        let sized = "PUT / HTTP/1.1\r\nContent-Length: 4\r\n\r\n\n\n\r\nGET / HTTP/1.1\r\n\r\n";
        let chunked = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\n\n\r\n\n\r\nA\r\n0123456\n\r\n\r\n0\r\nx: y\r\n\r\n\
                       GET / HTTP/1.1\r\n\r\n";
        let one_each = "PUT / HTTP/1.1\r\nContent-Length: 1\r\n\r\n\nPUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        for text in [sized, chunked, one_each] {
            assert_eq!(refused(text), None, "{text:?}");
            assert_eq!(
                refused(&format!("{text}GET / HTTP/1.1\n")),
                Some(text.len() + 14)
            );
        }
    }

    #[test]
    fn chunked_alone_is_a_coding_and_its_lines_end_as_those_of_a_head() {
        for coding in [
            "gzip, chunked",
            "gzip",
            "chunked, chunked",
            "identity",
            "",
            "chunked\r\nTransfer-Encoding: chunked",
        ] {
            let text = format!("PUT / HTTP/1.1\r\nTransfer-Encoding: {coding}\r\n\r\n0\r\n\r\n");
            assert!(refused(&text).is_some(), "{coding}");
        }
        let begin = "PUT / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n";
        for (body, at) in [
            ("0\n\r\n", 1),
            ("4\nabcd\r\n0\r\n\r\n", 1),
            ("4;x\nabcd\r\n0\r\n\r\n", 3),
            ("0\r\nA: b\n\nGET /x HTTP/1.1\r\n\r\n", 7),
            ("0\r\n\nGET /x HTTP/1.1\r\n\r\n", 3),
        ] {
            assert_eq!(
                refused(&format!("{begin}{body}")),
                Some(begin.len() + at),
                "{body:?}"
            );
        }
        assert_eq!(
            refused(&format!("{begin}4;x\r\nabcd\r\n0\r\nA: b\r\n\r\n")),
            None
        );
    }

    #[test]
    fn what_only_looks_like_a_length_is_none() {
        let text = "PUT / HTTP/1.1\r\nX-Content-Length: 3\r\nTransfer-Encoding: chunked\r\nX: Content-Length: 1\r\n\r\n";
        assert_eq!(refused(text), None);
        let long = format!(
            "PUT / HTTP/1.1\r\nX: {}\r\nHost: x\r\n\r\n",
            "y".repeat(5 * LINE)
        );
        assert_eq!(refused(&long), None);
        let hidden = format!(
            "PUT / HTTP/1.1\r\nContent-Length:{}3\r\n\r\n",
            " ".repeat(LINE)
        );
        assert!(
            refused(&hidden).is_some(),
            "a length that is too far behind its name"
        );
    }
}
