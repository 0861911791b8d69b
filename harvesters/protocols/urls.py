"""Addresses of a list's parts, made from the address of the list."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_SAFE = "[]:,/.*"
"""Left as they are in a query, so that an address stays one that people can read."""


def query_of(url: str) -> dict[str, str]:
    """Its query; the last value where a name stands twice."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def with_query(url: str, **values: str | int) -> str:
    """The address with these query values set, in place of those that it had; the rest as it was."""
    return with_values(url, values)


def with_values(url: str, values: Mapping[str, str | int]) -> str:
    """As ``with_query``, for names that are no Python names."""
    parts = urlsplit(url)
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
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in names]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept, safe=_SAFE), ""))


def resolve_next(href: str, url: str) -> str:
    """Where ``href`` leads. Software behind a proxy writes http for a list that is asked over https."""
    target = urljoin(url, href.strip())
    parts, own = urlsplit(target), urlsplit(url)
    if own.scheme == "https" and parts.scheme == "http" and parts.hostname == own.hostname:
        return urlunsplit(("https", own.netloc, parts.path, parts.query, ""))
    return target
