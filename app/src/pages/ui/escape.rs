/// `text` as HTML that reads as exactly that text, wherever in a document it stands.
///
/// Leptos does so by itself everywhere but in the two places that the components beside this one are for.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            // A parser turns a bare one into a line feed.
            '\r' => html.push_str("&#13;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_text_is_markup() {
        assert_eq!(
            escaped("</title><b a=\"1\" b='2'>&amp;\r"),
            "&lt;/title&gt;&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;&#13;"
        );
        assert_eq!(escaped("镜像🚀"), "镜像🚀");
    }
}
