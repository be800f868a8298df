use store::ByteStream;

/// `size` bytes that look random and are the same every time.
pub fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    (0..size).map(next).collect()
}

/// `data` as the body of a request.
pub fn body(data: &[u8]) -> ByteStream {
    store::one(data.to_vec())
}

/// The whole of a stream.
///
/// # Panics
/// Where the stream breaks.
pub async fn read(stream: ByteStream) -> Vec<u8> {
    store::collect(stream)
        .await
        .expect("the stream holds")
        .to_vec()
}
