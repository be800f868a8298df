use codee::{Decoder, Encoder};
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};
use serde::{Serialize, de::DeserializeOwned};

/// How values travel between the two halves of the dashboard: as [postcard](https://postcard.jamesmunns.com) writes
/// them, after the name of the shapes that this build knows. A reader of JSON would be a tenth of what browsers load.
#[derive(Clone, Copy, Debug)]
pub struct Wire;

/// What a server function's answer is written in.
pub type Answer = Post<Wire>;

/// Another one in an answer means another build: a tab from before an upgrade.
const SHAPES: &str = env!("VITRINE_SHAPES");

fn write<T: Serialize>(value: &T) -> postcard::Result<Vec<u8>> {
    postcard::to_allocvec(&(SHAPES, value))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> postcard::Result<T> {
    // The name first: what follows another one cannot be read.
    let (shapes, rest) = postcard::take_from_bytes::<&str>(bytes)?;
    if shapes != SHAPES {
        return Err(postcard::Error::DeserializeBadEncoding);
    }
    postcard::from_bytes(rest)
}

impl ContentType for Wire {
    const CONTENT_TYPE: &'static str = "application/x-postcard";
}

impl FormatType for Wire {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for Wire {
    type Error = postcard::Error;

    fn encode(value: &T) -> postcard::Result<Bytes> {
        write(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Wire {
    type Error = postcard::Error;

    fn decode(bytes: Bytes) -> postcard::Result<T> {
        read(&bytes)
    }
}

/// The same within a page, for what was fetched while it was rendered.
impl<T: Serialize> Encoder<T> for Wire {
    type Error = postcard::Error;
    type Encoded = Vec<u8>;

    fn encode(value: &T) -> postcard::Result<Vec<u8>> {
        write(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Wire {
    type Error = postcard::Error;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> postcard::Result<T> {
        read(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let bytes = write(&(7_u64, "seven")).expect("bytes");
        assert_eq!(read::<(u64, String)>(&bytes), Ok((7, "seven".to_owned())));
    }

    #[test]
    fn the_answer_of_another_build_is_not_read() {
        let bytes = postcard::to_allocvec(&("another", 7_u64)).expect("bytes");
        assert!(read::<u64>(&bytes).is_err());
        assert!(read::<u64>(b"{\"message\": \"no\"}").is_err());
    }
}
