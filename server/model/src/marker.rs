use std::{fmt, str::FromStr};

use crate::{ImageId, Invalid};

/// After which image a page of a list begins: an id, or what an earlier page named as its `next`.
///
/// A page may end at an image that the caller is not shown. Its marker is the id and a proof that the server gave it out
/// (`<id>.<16 hex digits>`): without one, a marker would tell which ids are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageMarker {
    pub image: ImageId,
    pub proof: Option<u64>,
}

impl From<ImageId> for ImageMarker {
    fn from(image: ImageId) -> Self {
        Self { image, proof: None }
    }
}

impl fmt::Display for ImageMarker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { image, proof } = self;
        match proof {
            Some(proof) => write!(f, "{image}.{proof:016x}"),
            None => write!(f, "{image}"),
        }
    }
}

impl FromStr for ImageMarker {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let Some((image, proof)) = text.split_once('.') else {
            return Ok(Self::from(text.parse::<ImageId>()?));
        };
        let invalid = |_| Invalid::new("marker", "is none that a list gave");
        Ok(Self {
            image: image.parse()?,
            proof: Some(u64::from_str_radix(proof, 16).map_err(invalid)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_read_as_it_is_written() {
        let image = ImageId::new();
        for proof in [None, Some(0), Some(7), Some(u64::MAX)] {
            let marker = ImageMarker { image, proof };
            assert_eq!(marker.to_string().parse(), Ok(marker));
        }
        assert_eq!(ImageMarker::from(image).to_string(), image.to_string());
        for wrong in ["", "7", ".7", &format!("{image}."), &format!("{image}.x")] {
            assert!(wrong.parse::<ImageMarker>().is_err(), "{wrong}");
        }
    }
}
