"""Rows 28 to 35: a site asks to wait, sends elsewhere, forbids, or can't prove who it is."""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from tests.faults import lies
from tests.faults.certificates import Authority
from tests.faults.server import Canary, FaultServer, Page, page
from tests.faults.shelf import list_page, make_books, make_shelf, path_of
from tests.faults.stage import Stage
from tests.faults.verdicts import CREATED, assert_complete, assert_incomplete, assert_unharmed
from tests.loopback import Request

BUSY = "429 Too Many Requests"


def asks_to_wait(until: str, status: str = BUSY) -> Page:
    return page("<html><body>Later.</body></html>", f"Retry-After: {until}", status=status)


def asks_to_wait_until_soon(connection: socket.socket, request: Request) -> bool:
    soon = datetime.now(UTC) + timedelta(seconds=2.5)
    return asks_to_wait(format_datetime(soon, usegmt=True))(connection, request)


def test_a_site_that_asks_to_wait_is_waited_for(harvested: Stage) -> None:
    harvested.add_source("shelf", f"{harvested.server.url}/list", retries=1)
    pages = list(make_shelf(make_books()).values())
    busy = ("1", "Thu, 01 Jan 1970 00:00:00 GMT", "soon, maybe")
    for number, lie in enumerate((*map(asks_to_wait, busy), asks_to_wait_until_soon), start=1):
        harvested.server[path_of(number)] = lies.in_turn(lie, page(pages[number - 1]))
    assert_complete(harvested.harvest())
    assert_unharmed(harvested)
    asked = list(zip(harvested.server.requests, harvested.server.times, strict=True))
    gaps = {
        first.path: after - before
        for (first, before), (second, after) in pairwise(asked)
        if first.path == second.path
    }
    assert gaps[path_of(1)] >= 1.0
    assert gaps[path_of(2)] < 5.0
    assert gaps[path_of(3)] < 5.0
    assert gaps[path_of(4)] >= 1.0


def test_a_site_that_asks_for_too_long_a_wait_is_left_alone_until_then(harvested: Stage) -> None:
    harvested.add_source("shelf", f"{harvested.server.url}/list", retries=2)
    harvested.server[path_of(3)] = asks_to_wait("9" * 12, "503 Service Unavailable")
    assert_incomplete(harvested.harvest(), "503 and asks to be left alone; try again from 20", "UTC")
    assert harvested.server.paths_asked == [path_of(1), path_of(2), path_of(3)]
    assert_unharmed(harvested)


def test_an_error_in_the_middle_leaves_what_comes_after_it_untouched(harvested: Stage) -> None:
    harvested.server[path_of(3)] = page("<html><body>Oops.</body></html>", status="500 Internal Server Error")
    before = harvested.snapshot()
    assert_incomplete(harvested.harvest(), "page 3", "answered 500")
    assert harvested.server.paths_asked == [path_of(1), path_of(2), path_of(3)]
    assert harvested.snapshot() == before
    assert_unharmed(harvested)
    harvested.stock(make_books())
    assert_complete(harvested.harvest())
    assert harvested.snapshot() == before


def test_redirects_without_end_are_no_page(harvested: Stage) -> None:
    harvested.server[path_of(3)] = lies.redirect("/elsewhere")
    harvested.server["/elsewhere"] = lies.redirect(path_of(3))
    assert_incomplete(harvested.harvest(), "page 3", "redirects without end")
    assert len(harvested.server.paths_asked) < 20
    assert_unharmed(harvested)


@pytest.mark.parametrize("way", ["Location", "meta refresh"])
def test_a_page_that_leads_off_the_site_is_not_followed(harvested: Stage, canary: Canary, way: str) -> None:
    target = f"http://127.0.0.1:{canary.port}/list"
    refresh = f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head></html>'
    harvested.server[path_of(3)] = lies.redirect(target) if way == "Location" else page(refresh)
    assert_incomplete(harvested.harvest(), "page 3", f"leads off the site to {target}")
    assert canary.is_alive
    assert_unharmed(harvested)


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        (page("", status="500 Internal Server Error"), "robots.txt answered 500"),
        (lies.silent_end, "robots.txt could not be fetched"),
    ],
    ids=["error", "no answer"],
)
def test_nothing_is_fetched_while_robots_txt_can_not_be_had(
    harvested: Stage, robots: Page, reason: str
) -> None:
    harvested.server["/robots.txt"] = robots
    assert_incomplete(harvested.harvest(), "was not fetched", reason)
    assert harvested.server.paths_asked == []
    assert_unharmed(harvested)


FORBIDS = "User-agent: *\nDisallow: /list\n"
HTML = "<html><body><pre>User-agent: nobody\nDisallow: /list</pre></body></html>"


@pytest.mark.parametrize(
    "robots",
    [HTML, "User-agent: *\n" + "# filling\n" * 52_000 + FORBIDS.partition("\n")[2]],
    ids=["html", "too long"],
)
def test_a_robots_txt_that_forbids_nothing_in_its_first_500_kib_allows_all(
    harvested: Stage, robots: str
) -> None:
    harvested.server["/robots.txt"] = page(robots, kind="text/plain")
    assert_complete(harvested.harvest())
    assert_unharmed(harvested)


def test_a_robots_txt_is_obeyed_wherever_it_stands(harvested: Stage) -> None:
    harvested.server["/robots.txt"] = lies.redirect("/rules/of/ours")
    harvested.server["/rules/of/ours"] = page(FORBIDS, kind="text/plain")
    assert_incomplete(harvested.harvest(), "was not fetched: robots.txt forbids it")
    assert harvested.server.paths_asked == ["/rules/of/ours"]
    assert_unharmed(harvested)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trusting(stage: Stage, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Its crawls trust the test's authority, and may reach loopback by name."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    monkeypatch.setenv("PUBHARVEST_ALLOW_HOSTS", "localhost")
    return stage


def test_certificates_are_verified(trusting: Stage, server: FaultServer, authority: Authority) -> None:
    """A good harvest first; then each way in which a certificate can be bad stops it before any request."""
    contexts = {
        "good": authority.context(),
        "expired": authority.context(days=-1),
        "wrong host": authority.context("elsewhere.example"),
        "self-signed": authority.context(is_signed=False),
    }
    for name, context in contexts.items():
        trusting.add_source("shelf", f"https://localhost:{server.listen(context)}/list")
        told = trusting.harvest()
        if name == "good":
            assert_complete(told)
        else:
            assert_incomplete(told, "no certificate to trust")
            assert server.requests == []
        assert trusting.ops == CREATED


def test_a_secure_site_is_not_followed_into_the_open(
    trusting: Stage, server: FaultServer, authority: Authority
) -> None:
    port = server.listen(authority.context())
    trusting.add_source("shelf", f"https://localhost:{port}/list")
    target = f"http://localhost:{port}{path_of(2)}"
    server[path_of(2)] = lies.redirect(target)
    for _ in range(2):
        assert_incomplete(trusting.harvest(), "page 2", f"leads from https down to {target}")
        assert trusting.ops == ["create"] * 3


def test_cookies_are_kept_within_one_source(harvested: Stage, server: FaultServer) -> None:
    """A wall that wants its cookie back lets the crawl in; the next source has never heard of the cookie."""
    first, *_ = make_shelf(make_books()).values()

    def wall(connection: socket.socket, request: Request) -> bool:
        has_cookie = "seen=1" in request.headers.get("cookie", "")
        lie = page(first) if has_cookie else lies.redirect("/list", "302 Found", "Set-Cookie: seen=1; Path=/")
        return lie(connection, request)

    server["/list"] = wall
    server["/other"] = list_page(make_books(["Another Book"]))
    harvested.add_source("zother", f"{server.url}/other")
    told = harvested.harvest()
    assert (told.code, [run["status"] for run in told.runs]) == (0, ["complete", "complete"])
    assert harvested.ops == [*CREATED, "create"]
    (other,) = (request for request in server.requests if request.path == "/other")
    assert "cookie" not in other.headers


def test_a_cookie_wall_without_a_door_is_no_page(harvested: Stage) -> None:
    harvested.server[path_of(3)] = lies.redirect(path_of(3), "302 Found", "Set-Cookie: seen=0")
    assert_incomplete(harvested.harvest(), "page 3", "redirects without end")
    assert_unharmed(harvested)
