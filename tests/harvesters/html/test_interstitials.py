"""Pages that only look as if all were well."""

import pytest

from harvesters.html.interstitials import is_blocking_page
from harvesters.html.markup import open_markup
from tests.harvesters.html.listing.listing_variants import listing_variants
from tests.saved_pages import SavedPage, saved_pages


def reason_of(html: str) -> str | None:
    return is_blocking_page(open_markup(html.encode(), "https://example.org/"))


@pytest.mark.parametrize(
    ("html", "word"),
    [
        (
            "<title>Just a moment...</title><body><p>Checking your browser before you go on</p>",
            "human",
        ),
        (
            "<title>Attention Required! | Cloudflare</title><body><h1>Sorry, you have been blocked</h1>",
            "human",
        ),
        (
            "<title>Site</title><body><p>Please complete the captcha to go on</p><form><input name=c></form>",
            "human",
        ),
        (
            "<title>Log in | Portal</title><body><form><input name=u><input type=password name=p></form>",
            "login",
        ),
        ("<title>Anmelden</title><body><form><input type='PASSWORD'></form><p>Benutzername</p>", "login"),
        ("<title>Site under maintenance</title><body><p>We will be back soon.</p>", "maintenance"),
        (
            "<body><p>Briefly unavailable for scheduled maintenance. Check back in a minute.</p>",
            "maintenance",
        ),
        (
            "<title>Error</title><body>The website encountered an unexpected error. Please try again later.",
            "error",
        ),
        ("<title>Page not found | Agency</title><body><h1>Page not found</h1><p>Sorry.</p>", "error"),
        ("<title>x</title><body><h1>Error establishing a database connection</h1>", "error"),
        ("<title>504 Gateway Time-out</title><body><center>nginx</center>", "error"),
        ("<title>App</title><body><div id=root></div><script src=/app.js></script>", "browser"),
        (
            "<title>App</title><body><noscript>You need to enable JavaScript to run this app.</noscript>",
            "browser",
        ),
    ],
)
def test_a_page_that_is_not_the_page_is_recognised(html: str, word: str) -> None:
    reason = reason_of(f"<!DOCTYPE html><html>{html}</html>")
    assert reason is not None
    assert word in reason


@pytest.mark.parametrize("variant", listing_variants(3), ids=lambda variant: str(variant.name))
def test_a_listing_is_not_blocking(variant: object) -> None:
    assert reason_of(variant.html) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Publications</h1><p>No results found.</p>",
        "<h1>Error analysis in statistics</h1><p>A handbook of methods for the analysis of errors.</p>",
        "<h1>Handbook</h1><form action=/login><input type=password></form>"
        + "<p>Guidance on protection.</p>" * 40,
        "<h1>Maintenance of water systems</h1><p>A practical guide.</p><a href=guide.pdf>Download</a>",
        "<h1>List</h1><noscript>Please enable JavaScript for maps.</noscript>"
        + "<li><a href=x>Report on x</a></li>" * 20,
        "",
    ],
)
def test_pages_that_only_mention_such_things_are_not_blocking(body: str) -> None:
    assert reason_of(f"<html><head><title>Agency</title></head><body>{body}</body></html>") is None


def test_no_page_of_a_corpus_of_real_pages_is_blocking(corpus_pages: list[tuple[str, bytes]]) -> None:
    found = {name: is_blocking_page(open_markup(body, "https://example.org/")) for name, body in corpus_pages}
    assert found
    assert not {name: reason for name, reason in found.items() if reason}


@pytest.mark.parametrize(
    "saved", [saved for kind in ("listings", "details", "notices") for saved in saved_pages(kind)], ids=str
)
def test_no_page_of_our_corpus_is_blocking(saved: SavedPage) -> None:
    assert is_blocking_page(open_markup(saved.body, saved.url)) is None
