"""Links that lead nowhere worth going, and links that pass a page on."""

import re

from text.urls import host_of

_NOWHERE = re.compile(
    r"\s*(?:#.*|javascript:.*|mailto:.*|tel:.*|data:.*|file:.*|sms:.*|whatsapp:.*|)\s*", re.I | re.S
)
_SHARE_HOSTS = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|pinterest|reddit|whatsapp|wa|t|tumblr|addtoany|addthis|vk)\.(?:com|me|in)$"
)
_SHARE_PATH = re.compile(
    r"/(?:sharer?|intent|shareArticle|submit|share_button|send)\b|[?&](?:u|url|text)=http", re.I
)


def leads_somewhere(href: str | None) -> bool:
    """Whether a link leads to another page or file at all."""
    return href is not None and _NOWHERE.fullmatch(href) is None


def is_share_link(url: str) -> bool:
    """Whether a link passes the page on to a social network."""
    host = host_of(url).removeprefix("www.")
    return bool(_SHARE_HOSTS.search(host) and _SHARE_PATH.search(url))
