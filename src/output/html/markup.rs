//! HTML under construction: markup is ours, text is escaped.
//!
//! Only a `&'static str` gets in as it is, so what others wrote cannot become markup. What the page looks
//! like is not decided here.

use crate::output::escape;

/// A piece of a page.
#[derive(Debug, Default)]
pub(super) struct Markup {
    html: String,
}

/// The attributes of an element; the values are escaped.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Markup {
    /// Our own markup, as it is.
    pub(super) fn raw(&mut self, html: &'static str) -> &mut Self {
        self.html.push_str(html);
        self
    }

    /// Text on one line: what cannot be seen is written out.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.escaped(&escape::line(text));
        self
    }

    /// The beginning of an element.
    pub(super) fn open(&mut self, tag: &'static str, attributes: Attributes<'_>) -> &mut Self {
        self.html.push('<');
        self.html.push_str(tag);
        for (name, value) in attributes {
            self.html.push(' ');
            self.html.push_str(name);
            self.html.push_str("=\"");
            self.text(value);
            self.html.push('"');
        }
        self.html.push('>');
        self
    }

    /// The end of an element.
    pub(super) fn close(&mut self, tag: &'static str) -> &mut Self {
        self.html.push_str("</");
        self.html.push_str(tag);
        self.html.push('>');
        self
    }

    /// An element that holds only text.
    pub(super) fn element(&mut self, tag: &'static str, attributes: Attributes<'_>, text: &str) -> &mut Self {
        self.open(tag, attributes).text(text).close(tag)
    }

    /// Prose of one paragraph, in which `` `code` `` is code; other Markdown is text.
    pub(super) fn prose(&mut self, text: &str) -> &mut Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // Where it is not certain what is a code span, nothing is.
        if text.matches('`').count() % 2 == 1 || text.contains("``") {
            return self.text(&text);
        }
        for (number, part) in text.split('`').enumerate() {
            if number % 2 == 1 {
                self.element("code", &[], part)
            } else {
                self.text(part)
            };
        }
        self
    }

    /// Prose of several paragraphs.
    pub(super) fn paragraphs(&mut self, text: &str) -> &mut Self {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.raw("<p>").prose(paragraph).raw("</p>\n");
        }
        self
    }

    /// The bytes of the page.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.html.as_bytes()
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                _ => self.html.push(c),
            }
        }
    }
}

/// `1 file`, `2 files`
pub(super) fn count(number: usize, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// `12,345`
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(write: impl Fn(&mut Markup), expected: &str) {
        let mut markup = Markup::default();
        write(&mut markup);
        assert_eq!(markup.html, expected);
    }

    #[test]
    fn text_is_never_markup() {
        check(|m| _ = m.text("<b>&amp;\"'\n\u{1b}"), "&lt;b&gt;&amp;amp;&quot;&#39;\\n\\u{1b}");
        check(
            |m| _ = m.element("a", &[("id", "\"><script>")], "x"),
            "<a id=\"&quot;&gt;&lt;script&gt;\">x</a>",
        );
    }

    #[test]
    fn prose_holds_code_and_nothing_else() {
        check(|m| _ = m.prose("a `<b>`\n c"), "a <code>&lt;b&gt;</code> c");
        check(|m| _ = m.prose("a `b ![x](y)"), "a `b ![x](y)");
        check(|m| _ = m.prose("``a`` b"), "``a`` b");
        check(|m| _ = m.paragraphs("a\nb\n\nc"), "<p>a b</p>\n<p>c</p>\n");
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), shown);
        }
        assert_eq!((count(1, "file"), count(1_000, "file")), ("1 file".into(), "1,000 files".into()));
    }
}
