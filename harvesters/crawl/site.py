"""Which URLs belong to a source's site."""

from dataclasses import dataclass
from urllib.parse import SplitResult

from models.source import Source
from text.printable import printable
from text.urls import split_url

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """The hosts of a source, and the scheme that it must not fall behind."""

    hosts: frozenset[str]
    is_secure: bool
    """The source is asked over TLS, so that all of its pages are."""

    def refusal(self, url: str) -> str | None:
        """Why the URL may not be fetched for this source; ``None`` if it may."""
        parts = split_url(url)
        if parts is None:
            return f"leads to {printable(url)}, which is no URL"
        host = _host_of(parts)
        if parts.scheme not in _DEFAULT_PORTS:
            return f"leads to {printable(url)}, which is neither http nor https"
        if parts.username is not None or "%" in host:
            return f"leads to {printable(url)}, whose address names more than a host"
        if host not in self.hosts:
            return f"leads off the site to {printable(url)}"
        if self.is_secure and parts.scheme == "http":
            return f"leads from https down to {printable(url)}"
        return None


def site_of(source: Source) -> Site:
    """The site of the source's own URL and its aliases; ``www.`` in front makes no difference."""
    scheme = source.url.partition(":")[0].lower()
    addresses = (source.url, *(f"{scheme}://{alias}" for alias in source.host_aliases))
    hosts = (_host_of(parts) for parts in map(split_url, addresses) if parts)
    return Site(frozenset(hosts), is_secure=scheme == "https")


def _host_of(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    # One name on two ports is two servers, except where the ports are those of http and https.
    return host if port in _DEFAULT_PORTS.values() else f"{host}:{port}"
