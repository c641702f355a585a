"""Renders a report as GitHub does, and looks for what only its reader, not its author, should do there."""

import html.parser
import re
import sys

import cmarkgfm
from cmarkgfm.cmark import Options

OWN = {"h3", "h4", "p", "strong", "ul", "li", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "b", "blockquote"}


class Reader(html.parser.HTMLParser):
    """Collects the tags, and the text that is no code."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text, self.cells = [], {}, [], []

    def handle_starttag(self, tag, attrs):
        assert tag in OWN, f"<{tag}> in {self.get_starttag_text()}"
        assert not attrs or (tag == "code" and attrs == [("class", "language-diff")]), self.get_starttag_text()
        self.open.append(tag)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if tag == "tr":
            self.cells.append(0)
        if tag in ("td", "th"):
            self.cells[-1] += 1

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_comment(self, data):
        assert data == " gatecheck ", data

    def handle_data(self, data):
        if "code" not in self.open:
            self.text.append(data)


def check(markdown):
    reader = Reader()
    # Unsafe: HTML would come through, so that it is seen. The extensions are GitHub's: tables, links without
    # brackets, strikethrough. Its filter of tags is off, since it would hide some.
    reader.feed(cmarkgfm.markdown_to_html_with_extensions(
        markdown, Options.CMARK_OPT_UNSAFE, extensions=["table", "autolink", "strikethrough", "tasklist"]))
    reader.close()
    assert not reader.open, reader.open
    assert set(reader.cells) <= {4}, "a cell ended where it should not"
    text = "".join(reader.text)
    for what in ["@", r"#\d", r"\bGH-\d", r"https?:", r"www\.", r"\b[0-9a-f]{40}\b", r"\$", r":octocat:", r"^\s*::", r"##\w*\["]:
        found = re.search(what, text, re.MULTILINE)
        assert not found, f"{what} in {text[max(0, found.start() - 40):found.end() + 40]!r}"
    return reader


text = open(sys.argv[1]).read()
reader = check(text)
assert len(text) <= 65536
if "hostile" in sys.argv[1]:
    assert reader.tags["tr"] > 100 and reader.tags["li"] > 10, reader.tags
for harm in ["[x](http://y)", "<b>x</b><i>", "@octocat", "http://x.example", "a@x.example", "~~x~~", "\n\n::error::x\n"]:
    try:
        check(text + "\n" + harm + "\n")
    except AssertionError:
        continue
    sys.exit(f"{harm} was not noticed")
