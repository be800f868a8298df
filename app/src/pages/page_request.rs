use std::str::FromStr;

use model::ErrorKind;

use super::current_user::CurrentUser;
use crate::{
    request,
    shared::{Error, Result},
};

/// What a page is made from.
pub struct PageRequest {
    /// The parts of the path that have a name.
    pub path: Vec<(String, String)>,
    pub who: Result<CurrentUser>,
}

impl PageRequest {
    /// Whoever is signed in; the page of anybody else is the way in.
    pub fn who(&self) -> Result<&CurrentUser> {
        self.who.as_ref().map_err(Clone::clone)
    }

    /// The part of the path called `name`. An address that does not hold one is the address of nothing.
    pub fn part<T: FromStr>(&self, name: &str) -> Result<T> {
        let part = self.path.iter().find(|(key, _)| key == name);
        part.and_then(|(_, value)| value.parse().ok())
            .ok_or_else(|| Error::new(ErrorKind::NotFound, "there is nothing at this address"))
    }

    /// What the query says of `name`, which must make sense if it is there.
    pub fn query<T: FromStr<Err = model::Invalid>>(name: &str) -> Result<Option<T>> {
        Ok(request::query(name)
            .map(|value| value.parse())
            .transpose()?)
    }
}
