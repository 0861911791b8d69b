"""Which URLs belong to a source's site."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from models.source import Source
from text.printable import printable

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """The hosts of a source, and the scheme that it must not fall behind."""

    hosts: frozenset[str]
    is_secure: bool
    """The source is asked over TLS, so that all of its pages are."""

    def refusal(self, url: str) -> str | None:
        """Why the URL may not be fetched for this source; ``None`` if it may."""
        try:
            parts = urlsplit(url)
            host = _host_of(parts)
        except ValueError:
            return f"leads to {printable(url)}, which is no URL"
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
    parts = urlsplit(source.url)
    own = _host_of(parts)
    aliases = (_host_of(urlsplit(f"{parts.scheme}://{alias}")) for alias in source.host_aliases)
    return Site(frozenset([own, *aliases]), is_secure=parts.scheme == "https")


def _host_of(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    # One name on two ports is two servers, except where the ports are those of http and https.
    return host if port in _DEFAULT_PORTS.values() else f"{host}:{port}"
