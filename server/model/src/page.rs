use serde::{Deserialize, Serialize};

/// Some of a list, and where the rest begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The last item's id where more follow: the next page comes after it.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The first `limit` of `items`, which were asked for with one more than that.
    pub fn cut(mut items: Vec<T>, limit: usize, id: impl Fn(&T) -> String) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(id) } else { None };
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_where_the_next_one_begins_only_if_there_is_one() {
        let id = |n: &i32| n.to_string();
        assert_eq!(
            Page::cut(vec![1, 2, 3], 2, id),
            Page {
                items: vec![1, 2],
                next: Some("2".into())
            }
        );
        assert_eq!(
            Page::cut(vec![1, 2], 2, id),
            Page {
                items: vec![1, 2],
                next: None
            }
        );
    }
}
