"""Nobody's password, token or key is shown, whatever it is made of and whatever it stands in."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from text.printable import printable
from text.secrets import hide_in_url, hide_secrets

SHOWN = [
    ("sqlite:///var/catalogue.db", "sqlite:///var/catalogue.db"),
    ("postgresql://me@db/pub", "postgresql://me@db/pub"),
    ("postgresql://db:5432/pub", "postgresql://db:5432/pub"),
    ("postgresql://me@[::1]:5432/pub", "postgresql://me@[::1]:5432/pub"),
    ("postgresql://postgres:@/postgres?host=/tmp/x", "postgresql://postgres:@/postgres?host=/tmp/x"),
    ("postgresql://me:s3cr3t@db:5432/pub", "postgresql://me:***@db:5432/pub"),
    ("postgresql+psycopg://me:a/b?c@d#e@db/pub", "postgresql+psycopg://me:***@db/pub"),
    ("postgresql://me:a://b@db/pub", "postgresql://me:***@db/pub"),
    ("postgresql://me:s3cr3t/pub", "postgresql://me:***"),
    ("postgresql://me@db:s3cr3t", "postgresql://me@db:***"),
    ("postgresql://db/pub?user=me&password=s3cr3t", "postgresql://db/pub?user=me&password=***"),
    (
        "postgresql://db/pub?sslpassword=a&passfile=/b&host=c",
        "postgresql://db/pub?sslpassword=***&passfile=***&host=c",
    ),
    ("postgresql://db/pub?pasword=s3cr3t", "postgresql://db/pub?pasword=***"),
    ("host=db password=s3cr3t dbname=pub", "host=db password=*** dbname=pub"),
    ("host=db password='a \\' b' dbname=pub", "host=db password=*** dbname=pub"),
    ("https://t0ken@site.example/x", "https://***@site.example/x"),
    ("https://me:s3cr3t@flows.example/api", "https://***@flows.example/api"),
    ("https://site.example:8443/@name", "https://site.example:8443/@name"),
    (
        "https://a.example/l?api_key=1&page=2&X-Amz-Signature=3",
        "https://a.example/l?api_key=***&page=2&X-Amz-Signature=***",
    ),
    (
        "https://a.example/l?key=1&token=2&secret=3&sig=4",
        "https://a.example/l?key=***&token=***&secret=***&sig=***",
    ),
    (
        "https://a.example/oai?resumptionToken=a&keyword=b",
        "https://a.example/oai?resumptionToken=a&keyword=b",
    ),
]


@pytest.mark.parametrize(("url", "shown"), SHOWN)
def test_a_url_is_shown_without_its_secrets_alone_and_in_a_message(url: str, shown: str) -> None:
    assert hide_in_url(url) == shown
    assert hide_in_url(shown) == shown
    for message in ('page "{}": answered 404', "page {} answered 404", "{}"):
        assert hide_secrets(message.format(url)) == message.format(shown)
    assert printable(f"page {url}") == f"page {shown}"


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_no_password_is_ever_shown(password: str) -> None:
    assert hide_in_url(f"postgresql://me:{password}@db/pub") == "postgresql://me:***@db/pub"
    encoded = password.replace("&", "%26")
    assert hide_in_url(f"postgresql://db/pub?password={encoded}") == "postgresql://db/pub?password=***"


@given(st.text(st.sampled_from("ab:/@?#&=[]. '\"\\%1"), max_size=40))
@example("::?@")
def test_hiding_twice_is_hiding_once(text: str) -> None:
    for hide in (hide_in_url, hide_secrets):
        for shown in (hide(text), hide(f"postgresql://{text}"), hide(f"see https://{text}")):
            assert hide(shown) == shown


@given(st.text())
def test_a_text_without_addresses_stays_as_it_is(text: str) -> None:
    if "=" not in text and "://" not in text:
        assert hide_secrets(text) == text


def test_what_stands_around_a_parameter_stays() -> None:
    told = "page 1 (https://a.example/?key=1), then https://a.example/?key=2; done"
    assert hide_secrets(told) == "page 1 (https://a.example/?key=***), then https://a.example/?key=***; done"
