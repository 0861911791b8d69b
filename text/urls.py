"""One spelling for each web address, and a refusal for what is none."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from models.errors import RecordRejected
from text.secrets import hide_in_url

MAX_URL_CHARS = 8_000
"""Longer ones are refused: no browser and few servers take them."""

# Most addresses: nothing to encode that is not encoded, no query, no fragment, no dot segments.
_PLAIN = re.compile(
    r"(https?://)([a-z0-9]+(?:[.-][a-z0-9]+)*(?::(?!80/|80$|443/|443$)[1-5]?[1-9]\d{1,3})?)"
    r"((?:/(?:[A-Za-z0-9_~-]|%[89A-F][0-9A-F]|%2[0-9ABC])(?:[A-Za-z0-9._~-]|%[89A-F][0-9A-F]|%2[0-9ABC])*)*)/?"
)
_SPLIT = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(\d{0,5}))?")
_ASCII_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_NEEDS_NO_ESCAPE = re.compile(r"[A-Za-z0-9._~/=&+,:@-]*")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORTS = {"http": "80", "https": "443"}

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|[gw]braid|dclid|msclkid|ys?clid|twclid|ttclid|igshid|li_fat_id|srsltid"
    r"|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|__hs\w+|mkt_tok|vero_(?:id|conv)|oly_(?:anon|enc)_id|s_cid|ncid|_openstat"
    r"|pk_(?:campaign|kwd|source|medium|content)|mtm_\w+|phpsessid|jsessionid|aspsessionid\w*|sfvrsn",
    re.IGNORECASE,
)
_PAGER = re.compile(
    r"page|paged|_?page_?(?:no|num|number|index)?|pg|start|offset|from_?record|pagen_\d+|currentpage",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"\d+(?:(?:,|%2C)\d+)*")
_ROUTER = re.compile(r"(?:\.(?:php\d?|aspx?|jsp|cfm|cgi|pl|do)|/)$|^$", re.IGNORECASE)
_SESSION_PATH = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)


def split_url(url: str) -> SplitResult | None:
    """The parts of a URL; ``None`` for what is none: its host or its port can't be read."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where the port is no number, which the other parts do not tell
    except ValueError:
        return None
    return parts


def join_url(base: str, href: str) -> str | None:
    """``href`` as an absolute URL, relative to ``base``; ``None`` if that gives no URL."""
    try:
        joined = urljoin(base, href)
    except ValueError:
        return None
    return joined if split_url(joined) else None


def host_of(url: str) -> str:
    """The host, in small letters and without port; empty if there is none, or this is no URL."""
    parts = split_url(url)
    return (parts.hostname if parts else None) or ""


def without_fragment(url: str) -> str:
    """What is asked for, whether it is a URL or not."""
    return url.partition("#")[0]


@lru_cache(maxsize=65_536)
def canonical_url(url: str, *, host_aliases: tuple[str, ...] = (), host: str | None = None) -> str:
    """The one spelling of a web address; its own canonical URL is itself.

    Aliases, and ``host`` with or without ``www.``, become ``host``. Hosts are lower-case punycode, default
    ports, fragments, tracking and session parameters go, and so do numeric pager parameters, except where the
    path is that of a script, which may tell its pages apart by them. Parameters are sorted. Escapes are
    upper case and only where needed. A slash at the end goes, except for the root's.

    Raises:
        RecordRejected: It is not an absolute http or https address, or names a user or an IPv6 zone.
    """
    plain = _PLAIN.fullmatch(url) if len(url) <= MAX_URL_CHARS else None
    if plain:
        scheme, netloc, path = plain.groups()
        return f"{scheme}{_map_host(netloc, host_aliases, host)}{path or '/'}"
    return _canonical_by_parts(_tidy(url), host_aliases, host)


def _tidy(url: str) -> str:
    # Browsers drop these before they look at the scheme; so "java\nscript:" is what it is to them.
    return re.sub(r"[\t\r\n]", "", url).strip("".join(map(chr, range(0x21))) + "\u00a0\ufeff\u200b")


def _canonical_by_parts(url: str, host_aliases: tuple[str, ...], host: str | None) -> str:
    if len(url) > MAX_URL_CHARS:
        raise RecordRejected(f"a link has {len(url):,} characters; {MAX_URL_CHARS:,} are allowed")
    parts = _SPLIT.fullmatch(url.replace("\\", "/") if url[:4].lower() == "http" else url)
    scheme = parts[1].lower() if parts else ""
    if parts is None or scheme not in _DEFAULT_PORTS:
        raise RecordRejected(
            f"the link {_show(url)} is not a web address" + (f" but {scheme}:" if scheme else "")
        )
    netloc = _canonical_netloc(parts[2] or "", scheme, url)
    path = _canonical_path(parts[3] or "")
    query = _canonical_query(parts[4] or "", path)
    return f"{scheme}://{_map_host(netloc, host_aliases, host)}{path}" + (f"?{query}" if query else "")


def _show(url: str) -> str:
    """The link as an operator may read it: short, without a password or what a terminal would obey."""
    shown = hide_in_url(url)
    return repr(shown if len(shown) <= 120 else shown[:117] + "...")


def _canonical_netloc(netloc: str, scheme: str, url: str) -> str:
    if "@" in netloc:
        raise RecordRejected(f"the link {_show(url)} names a user")
    if netloc.startswith("[") and "%" in netloc:
        raise RecordRejected(f"the link {_show(url)} names an IPv6 zone")
    parts = _HOST.fullmatch(netloc)
    is_usable = parts is not None and (not parts[1].startswith("[") or split_url(f"http://{parts[1]}"))
    if parts is None or not is_usable or (parts[2] and int(parts[2]) > 65_535):
        raise RecordRejected(f"the link {_show(url)} has no usable host")
    port = parts[2].lstrip("0") if parts[2] else ""
    name = parts[1].lower() if parts[1].startswith("[") else _canonical_host(parts[1], url)
    return name if not port or port == _DEFAULT_PORTS[scheme] else f"{name}:{port}"


def _canonical_host(name: str, url: str) -> str:
    if _ASCII_HOST.fullmatch(name) and "xn--" not in name.lower():
        return name.lower().rstrip(".")
    try:
        unescaped = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), name)
        name = unescaped.encode("latin-1").decode("utf-8") if unescaped != name else name
        return idna.encode(name.rstrip("."), uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise RecordRejected(f"the link {_show(url)} has no usable host: {error}") from error


def _map_host(netloc: str, host_aliases: tuple[str, ...], host: str | None) -> str:
    if host is None or netloc == host:
        return netloc
    if netloc in host_aliases or netloc.removeprefix("www.") == host.removeprefix("www."):
        return host
    return netloc


def _canonical_path(path: str) -> str:
    path = _escape(_SESSION_PATH.sub("", path), safe="!$&'()*+,;=:@/")
    if "/." in path:
        path = _remove_dot_segments(path)
    return path.rstrip("/") or "/"


def _remove_dot_segments(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _escape(text: str, *, safe: str) -> str:
    if _NEEDS_NO_ESCAPE.fullmatch(text):
        return text
    text = _ESCAPE.sub(_normalise_escape, _LONE_PERCENT.sub("%25", text))
    return quote(text, safe=safe + "%", encoding="utf-8", errors="replace")


def _normalise_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _canonical_query(query: str, path: str) -> str:
    escaped = _escape(query.replace("&amp;", "&"), safe="!$&'()*,;:@/?=+")
    return "&".join(sorted(part for part in escaped.split("&") if part and not _is_noise(part, path)))


def _is_noise(part: str, path: str) -> bool:
    name, _, value = part.partition("=")
    if _TRACKING.fullmatch(name):
        return True
    is_pager = _PAGER.fullmatch(name) and _PAGE_NUMBER.fullmatch(
        value.replace("%2C", ",").replace("%2c", ",")
    )
    return bool(is_pager) and not _ROUTER.search(path)
