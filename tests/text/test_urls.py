"""Canonical addresses: one spelling each, and a reason for what is none."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RecordRejected
from text.urls import MAX_URL_CHARS, canonical_url

_PARTS = st.sampled_from(tuple("/?#&=%:;@+|,~<>[]()'\"\\ \n.é\ud800")) | st.sampled_from(
    (
        "..",
        "%41",
        "%2f",
        "%zz",
        "page=2",
        "utm_id=1",
        "&amp;",
        "/a/",
        "index.php",
        ";jsessionid=1",
        "page=1%2C2",
    )
)
_HOSTS = st.sampled_from(
    [
        "example.org",
        "EXAMPLE.org:443",
        "example.org:8080",
        "www.example.org.",
        "münchen.de",
        "xn--mnchen-3ya.de",
        "[::1]:80",
    ]
)
_URLS = st.builds(
    lambda scheme, host, parts: f"{scheme}://{host}/{''.join(parts)}",
    st.sampled_from(["http", "HTTPS"]),
    _HOSTS,
    st.lists(_PARTS | st.text(string.ascii_letters + string.digits, max_size=4), max_size=10),
)


@given(_URLS)
def test_canonical_url_of_a_canonical_url_is_itself(url: str) -> None:
    try:
        canonical = canonical_url(url, host_aliases=("münchen.de",), host="example.org")
    except RecordRejected:
        return
    assert canonical_url(canonical, host_aliases=("münchen.de",), host="example.org") == canonical
    assert canonical.isascii()


def _canonical_or_reason(text: str) -> str:
    try:
        return canonical_url(text)
    except RecordRejected as refusal:
        return str(refusal)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused_with_a_reason(text: str) -> None:
    assert _canonical_or_reason(text).startswith(("http://", "https://", "the link ", "a link "))


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Example.ORG:443/a/", "https://example.org/a"),
        ("http://example.org:80", "http://example.org/"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a#top", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?utm_source=x&fbclid=1&gclid=2&id=3", "https://example.org/a?id=3"),
        ("https://example.org/a?page=2", "https://example.org/a"),
        ("https://example.org/a?page=0%2C3&start=20&PAGEN_1=2", "https://example.org/a"),
        ("https://example.org/index.php?page=12", "https://example.org/index.php?page=12"),
        ("https://example.org/?p=12", "https://example.org/?p=12"),
        ("https://example.org/a?x=1&amp;y=2", "https://example.org/a?x=1&y=2"),
        ("https://example.org/%7euser/%c3%a9 b/é", "https://example.org/~user/%C3%A9%20b/%C3%A9"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/a;jsessionid=1F?x=1", "https://example.org/a?x=1"),
        ("https://münchen.de/a", "https://xn--mnchen-3ya.de/a"),
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),
        (" \thttps://exam\nple.org/a \r\n", "https://example.org/a"),
        ("http:\\\\example.org\\a", "http://example.org/a"),
    ],
)
def test_spellings_of_one_address_become_one(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("javascript:alert(1)", "not a web address"),
        ("java\nscript:alert(1)", "not a web address"),
        (" JavaScript:alert(1)", "not a web address"),
        ("data:text/html,x", "not a web address"),
        ("file:///etc/passwd", "not a web address"),
        ("mailto:a@example.org", "not a web address"),
        ("/relative", "not a web address"),
        ("#", "not a web address"),
        ("", "not a web address"),
        ("https://user:secret@example.org/", "names a user"),
        ("https://user@example.org/", "names a user"),
        ("http://[fe80::1%25eth0]/", "names an IPv6 zone"),
        ("https:///a", "no usable host"),
        ("https://example.org:99999/", "no usable host"),
        ("https://exa mple.org/", "no usable host"),
        ("https://example.org/" + "a" * MAX_URL_CHARS, "characters"),
    ],
)
def test_what_is_no_usable_address_is_refused(url: str, reason: str) -> None:
    with pytest.raises(RecordRejected, match=reason):
        canonical_url(url)


def test_passwords_are_not_repeated_in_the_reason() -> None:
    with pytest.raises(RecordRejected) as refusal:
        canonical_url("https://user:secret@example.org/")
    assert "secret" not in str(refusal.value)


def test_aliases_and_www_become_the_host_of_the_source() -> None:
    for host in ("old.example.org", "WWW.new.example.org", "new.example.org"):
        url = canonical_url(f"https://{host}/a", host_aliases=("old.example.org",), host="new.example.org")
        assert url == "https://new.example.org/a"
    assert canonical_url("https://other.org/a", host="new.example.org") == "https://other.org/a"
