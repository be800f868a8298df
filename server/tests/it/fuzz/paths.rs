use server::Endpoint;

use super::{
    definitions,
    queries::{self, encoded},
    rng::Rng,
};

/// What there is to be named.
#[derive(Default)]
pub struct Ids {
    pub images: Vec<String>,
    pub others: Vec<String>,
}

impl Ids {
    /// The id of something, or what is none.
    pub fn any(&self, rng: &mut Rng) -> String {
        match rng.below(8) {
            0..=3 => self.images[rng.below(self.images.len())].clone(),
            4 | 5 => self.others[rng.below(self.others.len())].clone(),
            6 => "00000000-0000-0000-0000-000000000001".to_owned(),
            _ => queries::value(rng).to_owned(),
        }
    }
}

/// The path of an endpoint, with something for each of its parameters.
pub fn of(endpoint: &Endpoint, rng: &mut Rng, ids: &Ids) -> String {
    if endpoint.path.contains("/metadefs/") {
        return definitions::path(&endpoint.path, rng);
    }
    let parts = endpoint.path.split('/').map(|part| match part {
        "{tag}" => encoded(queries::value(rng)),
        part if part.starts_with('{') => encoded(&ids.any(rng)),
        part => part.to_owned(),
    });
    let mut path = parts.collect::<Vec<_>>().join("/");
    match rng.below(60) {
        0 => path.push('/'),
        1 => path = path.replace("/v2/", "/v2.3//"),
        2 => path.push_str("/%00"),
        3 => path.push_str("/..%2f..%2fetc"),
        _ => {}
    }
    path
}
