"""What a link leads to: an entry's own page, a file, or nowhere worth going."""

import re
from urllib.parse import unquote

from text.urls import host_of, split_url

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|epub|mobi|zip|csv|txt|ps|djvu|mp3|mp4)$", re.I
)
_FILE_PATH = re.compile(r"/bitstreams?/|/download/?$|/downloads?/\d+|/attachments?/\d+/download", re.I)
_FILE_QUERY = re.compile(
    r"(?:^|&)(?:download|file|filename|attachment)=[^&]*\.(?:pdf|docx?|xlsx?|zip|epub)\b", re.I
)
_NOWHERE = re.compile(
    r"\s*(?:#.*|javascript:.*|mailto:.*|tel:.*|data:.*|file:.*|sms:.*|whatsapp:.*|)\s*", re.I | re.S
)
_SHARE_HOSTS = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|pinterest|reddit|whatsapp|wa|t|tumblr|addtoany|addthis|vk)\.(?:com|me|in)$"
)
_SHARE_PATH = re.compile(
    r"/(?:sharer?|intent|shareArticle|submit|share_button|send)\b|[?&](?:u|url|text)=http", re.I
)


def is_file(url: str) -> bool:
    """Whether a URL leads to a document and not to a page."""
    parts = split_url(url)
    if parts is None:
        return False
    path = unquote(parts.path)
    return bool(_FILE.search(path) or _FILE_PATH.search(path) or _FILE_QUERY.search(parts.query))


def leads_somewhere(href: str | None) -> bool:
    """Whether a link leads to another page or file at all."""
    return href is not None and _NOWHERE.fullmatch(href) is None


def is_share_link(url: str) -> bool:
    """Whether a link passes the page on to a social network."""
    host = host_of(url).removeprefix("www.")
    return bool(_SHARE_HOSTS.search(host) and _SHARE_PATH.search(url))
