//! What a new password must be like.

mod guessable;

use model::{Invalid, Password};

use self::guessable::is_guessable;

/// What new passwords must be like. Those that are in use already stay good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    /// The least number of characters.
    pub min_length: usize,
}

impl PasswordRules {
    /// The least that an operator may ask for (ASVS 6.2.1).
    pub const LEAST: usize = 8;
    /// The most that an operator may ask for; a password may have up to 1,024 bytes.
    pub const MOST: usize = 128;

    /// Refuses a new password of the user called `name` that is too short or easy to guess. `field` names it.
    pub fn check(&self, field: &str, password: &Password, name: &str) -> Result<(), Invalid> {
        let text = String::from_utf8_lossy(password.expose());
        let length = text.chars().count();
        if length < self.min_length {
            let least = self.min_length;
            return Err(Invalid::new(
                field,
                format_args!("has {length} characters; it needs at least {least}"),
            ));
        }
        if is_guessable(&text, name) {
            return Err(Invalid::new(
                field,
                "is easy to guess: it is little more than common words, sequences, repetitions, a year or the user's name",
            ));
        }
        Ok(())
    }
}

impl Default for PasswordRules {
    /// Twelve characters.
    fn default() -> Self {
        Self { min_length: 12 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(password: &str) -> Option<String> {
        let password = Password::new(password).expect("short");
        let checked = PasswordRules::default().check("password", &password, "Alice");
        checked.err().map(|error| error.to_string())
    }

    #[test]
    fn a_short_password_is_told_how_long_it_must_be() {
        assert_eq!(
            refusal("镜像🚀x").as_deref(),
            Some("password has 4 characters; it needs at least 12")
        );
        assert_eq!(refusal("镜像库的密码是一二三四五六"), None);
    }

    #[test]
    fn the_common_ones_and_the_own_name_are_refused_in_every_disguise() {
        for password in [
            "password1234",
            "P@ssw0rd2026!",
            "PasswordPassword",
            "Welcome-12345",
            "qwertyuiop[]",
            "1qaz2wsx3edc",
            "poiuytrewq09",
            "123456789012",
            "abcdefghijkl",
            "aaaaaaaaaaaa",
            "abc123abc123abc123",
            "xk7xk7xk7xk7",
            "Summer2026!!",
            "iloveyou1234",
            "letmein12345",
            "administrator",
            "adminadminadmin",
            "changeme2026",
            "alice-alice-",
            "ALICE..ecilA!9",
            "ecila-ecila-1",
            "openstack2026",
            "            ",
        ] {
            let refused = refusal(password).unwrap_or_default();
            assert!(
                refused.starts_with("password is easy to guess"),
                "{password}: {refused}"
            );
        }
    }

    #[test]
    fn a_phrase_or_a_random_text_is_taken() {
        for password in [
            "correct horse battery staple",
            "vKx9-mmq2-Zt4w",
            "alice in the lab, 7",
            "seven green umbrellas",
            "monkey dragon shadow master",
            "83920174826154",
        ] {
            assert_eq!(refusal(password), None, "{password}");
        }
    }
}
