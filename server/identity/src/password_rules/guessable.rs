use std::collections::HashSet;

/// Words that people use as passwords, one a line: what lists of leaked passwords have in common.
const COMMON: &str = include_str!("common.txt");

/// Rows and columns of keyboards, and other orders that fingers and heads know.
const WALKS: [&str; 14] = [
    "`1234567890-=",
    "qwertyuiop[]\\",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertzuiopü",
    "yxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()_+",
];

/// The least number of different parts that a guesser has to find: words, sequences, single letters and digits.
const PARTS: usize = 4;
/// From how many characters on a piece of a walk, or one character again and again, is one part.
const RUN: usize = 3;

/// Whether a password is one that a guesser tries early: made of too few different parts.
///
/// A common word counts as one part, whatever its case and with digits for letters; so do the user's name, a year, a
/// keyboard walk and a repetition. Any other letter or digit is a part by itself, and punctuation is none.
pub fn is_guessable(password: &str, name: &str) -> bool {
    let text: Vec<char> = password.to_lowercase().chars().collect();
    let text = period(&text);
    let words = words(name);
    let walks: Vec<Vec<char>> = WALKS.iter().flat_map(|walk| both_ways(walk)).collect();
    let (mut parts, mut at) = (HashSet::new(), 0);
    while at < text.len() && parts.len() < PARTS {
        let rest = &text[at..];
        let length = [
            longest_word(rest, &words),
            year(rest),
            walk(rest, &walks),
            repeated(rest),
        ]
        .into_iter()
        .max()
        .unwrap_or_default();
        if length > 0 {
            parts.insert((0, &rest[..length]));
            at += length;
        } else {
            if rest[0].is_alphanumeric() {
                // The same letter in two places is two parts.
                parts.insert((at + 1, &rest[..1]));
            }
            at += 1;
        }
    }
    parts.len() < PARTS
}

/// The shortest beginning of which the whole is a repetition.
fn period(text: &[char]) -> &[char] {
    let is_period = |length: &usize| {
        text.iter()
            .zip(text.iter().cycle().skip(*length))
            .take(text.len().saturating_sub(*length))
            .all(|(one, other)| one == other)
    };
    // At least twice; a rest that is cut off counts as well.
    let length = (1..=text.len() / 2).find(is_period);
    length.map_or(text, |length| &text[..length])
}

fn words(name: &str) -> Vec<Vec<char>> {
    let mut words: Vec<Vec<char>> = COMMON.lines().map(|word| word.chars().collect()).collect();
    // A name of one or two letters is in every other word.
    if name.chars().count() >= RUN {
        words.extend(both_ways(&name.to_lowercase()));
    }
    words
}

fn both_ways(text: &str) -> [Vec<char>; 2] {
    [text.chars().collect(), text.chars().rev().collect()]
}

fn longest_word(text: &[char], words: &[Vec<char>]) -> usize {
    let begins = |word: &&Vec<char>| {
        word.len() <= text.len()
            && word
                .iter()
                .zip(text)
                .all(|(want, have)| reads(*have, *want))
    };
    let found = words.iter().filter(begins).map(Vec::len);
    found.max().unwrap_or_default()
}

/// Whether `have` is `want`, or a digit or sign that people write for it.
fn reads(have: char, want: char) -> bool {
    have == want
        || matches!(
            (have, want),
            ('0', 'o')
                | ('1' | '!' | '|', 'i' | 'l')
                | ('3', 'e')
                | ('4' | '@', 'a')
                | ('5' | '$', 's')
                | ('7', 't')
                | ('8', 'b')
                | ('9', 'g')
        )
}

/// 1900 to 2099.
fn year(text: &[char]) -> usize {
    let is_year = matches!(text, ['1', '9', tens, ones, ..] | ['2', '0', tens, ones, ..]
        if tens.is_ascii_digit() && ones.is_ascii_digit());
    if is_year { 4 } else { 0 }
}

fn walk(text: &[char], walks: &[Vec<char>]) -> usize {
    let common = |walk: &[char]| {
        let pairs = walk.iter().zip(text);
        pairs.take_while(|(want, have)| want == have).count()
    };
    let starts = walks
        .iter()
        .flat_map(|walk| (0..walk.len()).map(move |at| &walk[at..]));
    let longest = starts.map(common).max().unwrap_or_default();
    if longest >= RUN { longest } else { 0 }
}

fn repeated(text: &[char]) -> usize {
    let length = text.iter().take_while(|have| **have == text[0]).count();
    if length >= RUN { length } else { 0 }
}
