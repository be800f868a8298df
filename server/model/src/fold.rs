use unicode_normalization::UnicodeNormalization;

/// `text` in the form in which texts are compared where case does not count.
///
/// Stored texts and what is searched for go through this one function, in every script: by compatibility decomposition,
/// lower, upper and again lower case (so that `ẞ` and `ß` equal `SS`, and `ς` equals `Σ`), and composition. Of ASCII it is
/// the lower case. Each letter is folded by itself, whatever stands beside it, so that a part of a name is found in it.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_does_not_count_in_any_script() {
        for (one, other) in [
            ("Ubuntu", "uBUNTU"),
            ("ОБРАЗ", "образ"),
            ("STRASSE", "straße"),
            ("STRASSE", "STRAẞE"),
            ("ΟΔΟΣ", "οδος"),
            ("ΟΔΟΣ", "οδοσ"),
            ("ÉTÉ", "e\u{301}te\u{301}"),
            ("ＵＢＵＮＴＵ", "ubuntu"),
            ("ԲԱՐԵՒ", "բարեւ"),
            ("ﬁle", "FILE"),
            ("镜像", "镜像"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("cafe"), fold("café"));
    }

    #[test]
    fn of_ascii_it_is_the_lower_case() {
        let ascii: String = (' '..='~').collect();
        assert_eq!(fold(&ascii), ascii.to_ascii_lowercase());
    }

    #[test]
    fn folding_again_changes_nothing() {
        for text in ["İstanbul", "ΐ", "ŉ", "ﬃ", "Ǆ", "ẞ", "한글"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }
}
