use bytes::Bytes;
use crc::{CRC_32_ISCSI, Crc, Digest as Running, Table};
use md5::Md5;
use model::Invalid;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::Error;

static CASTAGNOLI: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);

/// What a client says that the bytes of one request add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    algorithm: &'static str,
    want: Vec<u8>,
}

impl Checksum {
    /// The algorithms that we know. `sha1` is there because tus asks for it.
    pub const ALGORITHMS: [&str; 5] = ["sha256", "sha512", "sha1", "md5", "crc32c"];

    /// `want` as `algorithm` makes it; a CRC has its most significant byte first.
    pub fn new(algorithm: &str, want: Vec<u8>) -> Result<Self, Invalid> {
        let known = Self::ALGORITHMS
            .into_iter()
            .find(|known| *known == algorithm);
        let algorithm = known.ok_or_else(|| {
            Invalid::new(
                "upload-checksum",
                format_args!(
                    "names `{algorithm}`; known are {}",
                    Self::ALGORITHMS.join(", ")
                ),
            )
        })?;
        let length = Sum::new(algorithm).finish().len();
        if want.len() != length {
            let problem = format_args!("is {} bytes long; a {algorithm} is {length}", want.len());
            return Err(Invalid::new("upload-checksum", problem));
        }
        Ok(Self { algorithm, want })
    }

    /// A sum of nothing yet, to be compared later.
    pub(crate) fn begin(&self) -> Sum {
        Sum::new(self.algorithm)
    }

    /// Refuses a sum that is another.
    pub(crate) fn compare(&self, sum: Sum) -> Result<(), Error> {
        let got = sum.finish();
        if got == self.want {
            return Ok(());
        }
        Err(Error::WrongChecksum {
            algorithm: self.algorithm,
            got: hex::encode(got),
            want: hex::encode(&self.want),
        })
    }
}

/// A sum while its bytes pass.
#[derive(Clone)]
pub(crate) enum Sum {
    Sha256(Sha256),
    Sha512(Sha512),
    Sha1(Sha1),
    Md5(Md5),
    Crc32c(Running<'static, u32, Table<16>>),
}

impl std::fmt::Debug for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sum")
    }
}

impl Sum {
    fn new(algorithm: &str) -> Self {
        match algorithm {
            "sha256" => Self::Sha256(Sha256::new()),
            "sha512" => Self::Sha512(Sha512::new()),
            "sha1" => Self::Sha1(Sha1::new()),
            "md5" => Self::Md5(Md5::new()),
            _ => Self::Crc32c(CASTAGNOLI.digest()),
        }
    }

    /// Takes `pieces` in.
    pub fn update(&mut self, pieces: &[Bytes]) {
        for piece in pieces {
            match self {
                Self::Sha256(hash) => hash.update(piece),
                Self::Sha512(hash) => hash.update(piece),
                Self::Sha1(hash) => hash.update(piece),
                Self::Md5(hash) => hash.update(piece),
                Self::Crc32c(crc) => crc.update(piece),
            }
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha256(hash) => hash.finalize().to_vec(),
            Self::Sha512(hash) => hash.finalize().to_vec(),
            Self::Sha1(hash) => hash.finalize().to_vec(),
            Self::Md5(hash) => hash.finalize().to_vec(),
            Self::Crc32c(crc) => crc.finalize().to_be_bytes().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(algorithm: &str, pieces: &[&'static str]) -> String {
        let mut sum = Sum::new(algorithm);
        for piece in pieces {
            sum.update(&[Bytes::from_static(piece.as_bytes())]);
        }
        hex::encode(sum.finish())
    }

    #[test]
    fn every_algorithm_gives_its_known_answer_however_the_bytes_are_cut() {
        for (algorithm, want) in [
            ("crc32c", "e3069283"),
            ("md5", "25f9e794323b453885f5181f1b624d0b"),
            ("sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
            (
                "sha256",
                "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
            ),
        ] {
            assert_eq!(sum(algorithm, &["123456789"]), want);
            assert_eq!(sum(algorithm, &["1234", "", "56789"]), want, "{algorithm}");
        }
    }

    #[test]
    fn what_cannot_be_a_checksum_is_refused() {
        let error = Checksum::new("crc64", vec![0; 8]).expect_err("unknown");
        assert!(
            error
                .to_string()
                .starts_with("upload-checksum names `crc64`")
        );
        let error = Checksum::new("md5", vec![0; 4]).expect_err("short");
        assert_eq!(
            error.to_string(),
            "upload-checksum is 4 bytes long; a md5 is 16"
        );
    }
}
