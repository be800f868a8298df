use server::Door;

use super::{
    dice::Dice,
    queries::{self, encoded},
};

/// What there is to be named.
#[derive(Default)]
pub struct Ids {
    pub images: Vec<String>,
    pub others: Vec<String>,
}

impl Ids {
    /// The id of something, or what is none.
    pub fn any(&self, dice: &mut Dice) -> String {
        match dice.below(8) {
            0..=3 => self.images[dice.below(self.images.len())].clone(),
            4 | 5 => self.others[dice.below(self.others.len())].clone(),
            6 => "00000000-0000-0000-0000-000000000001".to_owned(),
            _ => queries::value(dice).to_owned(),
        }
    }
}

/// The path of a door, with something for each of its parameters.
pub fn of(door: &Door, dice: &mut Dice, ids: &Ids) -> String {
    let parts = door.path.split('/').map(|part| match part {
        "{tag}" => encoded(queries::value(dice)),
        part if part.starts_with('{') => encoded(&ids.any(dice)),
        part => part.to_owned(),
    });
    let mut path = parts.collect::<Vec<_>>().join("/");
    match dice.below(60) {
        0 => path.push('/'),
        1 => path = path.replace("/v2/", "/v2.3//"),
        2 => path.push_str("/%00"),
        3 => path.push_str("/..%2f..%2fetc"),
        _ => {}
    }
    path
}
