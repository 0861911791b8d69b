"""Short pieces of text that, said often enough, have cost some reader its time."""

# fmt: off
UNITS = (
    "(", ")", "((", "[", "[[", "{", "{{", "<", ">", "</", "<a", "<script>", "<style>", "<!--",
    "<![CDATA[", "<!DOCTYPE a [ ", "<div>", "</div>", "<a href=", '<a href="', "<p>a</p>",
    "<li><a href='/x?page=2'>2</a>", "<table><tr><td>", "<h2>A</h2>", "&", "&amp;", "&#", "&#x", "&lt;",
    "&a", " ", "\n", "\t", " \n", "\n\n", "a\n\n", "a b\n", "\x0b", "\x00", "\x1b[", "\u00a0", ".", "-",
    "- ", "_", ",", ", ", ";", ":", ": ", "/", "//", "\\", "|", "@", "#", "%", "%2", "=", "?", "!", "*",
    "~", "^", "$", "+", "a", "A", "1", "0", "A ", "a ", "1 ", "a.", "A. ", "1. ", "1-", "1/", "1,", "a,",
    "a, ", "A B, ", "a-", "a'", "'", '"', "’", "``", "http://", "https://a.b/", "http://[", "www.",
    "a@b.", "10.1000/", "10.1000", "ISBN 978", "978-", "doi:", "Ref: ", "Ref: A/", "vol. 1 ", "(vol 1",
    "January ", "1 January ", "2019-", "2019 ", "12/", "第", "年", "十", " and ", " et al", " & ",
    "edition ", "v1 ", "…", "...", ". . ", "[…", "read more ", "\u0301", "e\u0301", "\u0610", "\u200f",
    "\u202e", "\u200b", "\u200d", "\ufeff", "\ud800", "中", "中 ", "の", "ไ", "क्", "ي", "\u05d0", "😀",
    "👩\u200d", "ß", "İ", "ﷺ", "µ", "²", "Ⅷ", "\u0660", "\U0001d400", "last updated ", "page ", "1 of ",
    "1–20 of 120 ", "no results ", "copyright © ", "we thank ", "funded by ", "xn--", "page=2&",
    "?page=", "utm_", ";jsessionid=", "../", "/./", "a.b.", "page-", "next", "views-row-1 ",
)
# fmt: on

# fmt: off
CORE = (
    "(", "((", "[", "[[", "{{", "<", "<script>", "<!--", "<div>", "</div>", "<a href=",
    "&", "&amp;", " ", "\n", " \n",
    ".", "-", ",", ";", "/", "@", "a", "1", "A ", "1. ", "a, ", "'", '"', "http://", "10.1000/", "ISBN 978",
    "vol. 1 ",
    "January ", "…", "\u0301", "\u200f", "\u200b", "中", "😀", "a\n\n", " and ", "2019-",
)
# fmt: on
"""Those that are tried each time."""
