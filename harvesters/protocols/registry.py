"""The protocols that are spoken here, one row each; each reader is loaded only where it is needed."""

from collections.abc import Callable
from dataclasses import dataclass

from harvesters.protocols.answer import AnswerPage, Received
from models.source import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """How a list is asked for and read."""

    read: Callable[[Received], AnswerPage]
    first_url: Callable[[str], str]
    """From the source's address to that of the list's first answer."""
    is_windowed: Callable[[str], bool]
    """Whether the list at that address is only a window, so that an absence means nothing."""
    may_resume: bool = False
    """The list goes on by tokens; when one fails, it may be read again from its start, once."""
    follows: bool = False
    """Entries say next to nothing: their pages are visited unless the source forbids it."""


def protocol_of(kind: SourceKind) -> Protocol | None:
    """How that kind of source is read; ``None``: it speaks no protocol."""
    load = _LOADERS.get(kind)
    return load() if load else None


def _always(_: str) -> bool:
    return True


def _never(_: str) -> bool:
    return False


def _as_given(url: str) -> str:
    return url


def _feed() -> Protocol:
    from harvesters.protocols.feed import read_feed

    return Protocol(read=read_feed, first_url=_as_given, is_windowed=_always)


def _oai_pmh() -> Protocol:
    from harvesters.protocols.oai_pmh import first_url, is_window, read_oai_pmh

    return Protocol(read=read_oai_pmh, first_url=first_url, is_windowed=is_window, may_resume=True)


def _sitemap() -> Protocol:
    from harvesters.protocols.sitemap import read_sitemap

    return Protocol(read=read_sitemap, first_url=_as_given, is_windowed=_never, follows=True)


def _wordpress() -> Protocol:
    from harvesters.protocols.wordpress import first_url, read_wordpress

    return Protocol(read=read_wordpress, first_url=first_url, is_windowed=_never)


def _drupal_jsonapi() -> Protocol:
    from harvesters.protocols.drupal_jsonapi import first_url, read_drupal_jsonapi

    return Protocol(read=read_drupal_jsonapi, first_url=first_url, is_windowed=_never)


def _reliefweb() -> Protocol:
    from harvesters.protocols.reliefweb import first_url, read_reliefweb

    return Protocol(read=read_reliefweb, first_url=first_url, is_windowed=_never)


def _dspace() -> Protocol:
    from harvesters.protocols.dspace import first_url, read_dspace

    return Protocol(read=read_dspace, first_url=first_url, is_windowed=_never)


_LOADERS: dict[SourceKind, Callable[[], Protocol]] = {
    SourceKind.FEED: _feed,
    SourceKind.OAI_PMH: _oai_pmh,
    SourceKind.SITEMAP: _sitemap,
    SourceKind.WORDPRESS: _wordpress,
    SourceKind.DRUPAL_JSONAPI: _drupal_jsonapi,
    SourceKind.RELIEFWEB: _reliefweb,
    SourceKind.DSPACE: _dspace,
}
