"""Passwords, tokens and keys, taken out of whatever is shown or logged."""

import re

HIDDEN = "***"

_WORD = re.compile(r"[^\s'\"]+")
_SECRET_NAME = re.compile(
    r"(?:.*[_-])?(?:token|key|secret|sig|signature|auth|authorization|credentials?|jwt)"
    r"|.*(?:passw|pasw|passf|pwd).*|pass|apikey|sslkey|accesstoken",
    re.IGNORECASE,
)
"""Query parameters whose value is a secret; ``resumptionToken`` and the like are none."""
_PARAMETER = re.compile(r"([?&;]([\w-]{1,64})=)([^\s&'\"]*[^\s&'\").,:;])")
_URL_PARAMETER = re.compile(r"([?&;]([\w-]{1,64})=)([^&]+)")
# ``host=db password='a secret' dbname=pub``, as libpq takes it.
_KEYWORD = re.compile(
    r"\b((?:ssl)?pass(?:word|wd)|passfile|sslkey)(\s*=\s*)(?:'(?:[^'\\]|\\.)*'?|[^\s'\"&;*][^\s'\"&;]*)",
    re.IGNORECASE | re.DOTALL,
)
_AUTHORITY = re.compile(r"[^/?#]*")
_PORT = re.compile(r"\d*(?:[/?#]|\Z)")


def hide_secrets(text: str) -> str:
    """The message with every password, token and key in its addresses replaced by ``***``.

    An address ends at white space or a quote.
    """
    if "://" in text:
        text = _WORD.sub(lambda word: _hide_users(word[0]), text)
    return _hide_values(text, _PARAMETER)


def hide_in_url(url: str) -> str:
    """One URL or connection string as it may be shown, even if it is none that anything could use.

    A password in it that was not encoded may hold any character.
    """
    shown = _hide_once(url)
    while (again := _hide_once(shown)) != shown:  # what was hidden may part an address otherwise
        shown = again
    return shown


def _hide_once(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    shown = scheme + separator + _hide_user(scheme, rest) if separator else url
    return hide_secrets(_hide_values(shown, _URL_PARAMETER))


def _hide_users(word: str) -> str:
    """A word without the passwords of all addresses in it."""
    if "://" not in word:
        return word
    before, *parts = word.split("://")
    shown = [before]
    for at, part in enumerate(parts):
        if not _is_web(before):  # what follows may be this one's password
            return "://".join([*shown, _hide_user(before, "://".join(parts[at:]))])
        shown.append(_hide_user(before, part))
        before = part
    return "://".join(shown)


def _hide_user(scheme: str, rest: str) -> str:
    """What follows ``scheme://``, without a password; on the web a user's name may be a token itself."""
    authority = _AUTHORITY.match(rest)
    host = authority[0] if authority else ""
    if _is_web(scheme) and "@" in host:
        return f"{HIDDEN}@{rest[host.rindex('@') + 1 :]}"
    user, colon, tail = rest.partition(":")
    if colon and "@" in tail and user == host.partition(":")[0] and "@" not in user:
        is_port = _is_web(scheme) and _PORT.match(tail)
        password, _, after = tail.rpartition("@")
        if is_port or not password:
            return rest
        return f"{HIDDEN}@{after}" if _is_web(scheme) else f"{user}:{HIDDEN}@{_hide_odd_port(after)}"
    return rest if _is_web(scheme) else _hide_odd_port(rest)


def _hide_odd_port(rest: str) -> str:
    """What stands where a port should, and is no number, is a password whose @ is missing."""
    user, _, host = rest.rpartition("@")
    start = host.rindex("]") if host.startswith("[") and "]" in host else 0
    colon = host.find(":", start)
    authority = _AUTHORITY.match(host)
    if colon < 0 or (authority and colon >= authority.end()) or _PORT.match(host, colon + 1):
        return rest
    return f"{user}{'@' * (user != '')}{host[: colon + 1]}{HIDDEN}"


def _is_web(scheme: str) -> bool:
    return scheme.lower().endswith(("http", "https"))


def _hide_values(text: str, parameter: re.Pattern[str]) -> str:
    if "=" not in text:
        return text
    return _KEYWORD.sub(rf"\1\2{HIDDEN}", parameter.sub(_hide_value, text))


def _hide_value(parameter: re.Match[str]) -> str:
    return f"{parameter[1]}{HIDDEN}" if _SECRET_NAME.fullmatch(parameter[2]) else parameter[0]
