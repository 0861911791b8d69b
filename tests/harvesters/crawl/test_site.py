import pytest

from harvesters.crawl.site import site_of
from models.source import Source

SITE = site_of(Source(id="s", url="https://example.org/list", host_aliases=("old.example.net",)))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a",
        "https://www.example.org/a",
        "https://EXAMPLE.org:443/a",
        "https://example.org./a",
        "https://old.example.net/a",
    ],
)
def test_pages_of_the_host_and_its_aliases_belong_to_the_site(url: str) -> None:
    assert SITE.refusal(url) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://example.com/a", "off the site"),
        ("https://sub.example.org/a", "off the site"),
        ("https://example.org:8443/a", "off the site"),
        ("https://example.org.evil.example/a", "off the site"),
        ("http://example.org/a", "from https down"),
        ("javascript:alert(1)", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("https://user:word@example.org/a", "more than a host"),
        ("https://example.org@evil.example/a", "more than a host"),
        ("https://[::1/a", "no URL"),
        ("https://example.org:99999/a", "no URL"),
    ],
)
def test_other_pages_do_not(url: str, why: str) -> None:
    assert why in (SITE.refusal(url) or "")


def test_two_ports_of_one_host_are_two_sites() -> None:
    site = site_of(Source(id="s", url="http://127.0.0.1:8000/list"))
    assert site.refusal("http://127.0.0.1:8000/x") is None
    assert site.refusal("http://127.0.0.1:8001/x")


def test_http_may_become_https() -> None:
    assert site_of(Source(id="s", url="http://example.org/")).refusal("https://example.org/") is None
