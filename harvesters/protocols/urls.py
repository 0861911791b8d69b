"""Addresses of a list's parts, made from the address of the list."""

from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, urlencode, urlunsplit

from text.urls import join_url, split_url

_SAFE = "[]:,/.*"
"""Left as they are in a query, so that an address stays one that people can read."""


_NOTHING = SplitResult("", "", "", "", "")


def path_of(url: str) -> str:
    """Its path; empty for what is no URL."""
    return _parts_of(url).path


def query_of(url: str) -> dict[str, str]:
    """Its query; the last value where a name stands twice."""
    return dict(parse_qsl(_parts_of(url).query, keep_blank_values=True))


def with_query(url: str, **values: str | int) -> str:
    """The address with these query values set, in place of those that it had; the rest as it was."""
    return with_values(url, values)


def with_values(url: str, values: Mapping[str, str | int]) -> str:
    """As ``with_query``, for names that are no Python names."""
    parts = _parts_of(url)
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in values
    ]
    query = urlencode([*kept, *values.items()], safe=_SAFE)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def with_defaults(url: str, values: Mapping[str, str | int]) -> str:
    """The address with those query values added that it does not set itself."""
    own = query_of(url)
    return with_values(url, {name: value for name, value in values.items() if name not in own})


def without_query(url: str, *names: str) -> str:
    """The address without those query values."""
    parts = _parts_of(url)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in names]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept, safe=_SAFE), ""))


def resolve_next(href: str, url: str) -> str:
    """Where ``href`` leads, or ``href`` itself if that is no URL: a list that goes on nowhere has no end.

    Software behind a proxy writes http for a list that is asked over https.
    """
    target = join_url(url, href.strip()) or href
    parts, own = _parts_of(target), _parts_of(url)
    if own.scheme == "https" and parts.scheme == "http" and parts.hostname == own.hostname:
        return urlunsplit(("https", own.netloc, parts.path, parts.query, ""))
    return target


def _parts_of(url: str) -> SplitResult:
    return split_url(url) or _NOTHING
