"""What the values of a source file may be; each check says what is allowed."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BeforeValidator, Field

from harvesters.html.selectors import compile_selector
from models.errors import SourceInvalid
from models.source import SourceKind
from text.secrets import hide_in_url
from text.urls import split_url

_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?")


def check_id(text: str) -> str:
    """The id, as it is.

    Raises:
        ValueError: it is none; says what is allowed.
    """
    if not _ID.fullmatch(text):
        raise ValueError(
            f"{text!r} is no id; allowed: up to 64 small letters, digits and '-', '.', '_' between them"
        )
    return text


def _check_url(text: str) -> str:
    parts = split_url(text)
    is_whole = parts and parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    if not (parts and is_whole) or "@" in parts.netloc or "%" in parts.netloc or re.search(r"\s", text):
        raise ValueError(
            f"{hide_in_url(text)!r} is no address of a page; allowed: http:// or https://, a host, and a path"
        )
    return text


def _check_kind(value: Any) -> SourceKind:
    if isinstance(value, str) and value in set(SourceKind):
        return SourceKind(value)
    raise ValueError(f"{value!r} is no kind; allowed: {', '.join(SourceKind)}")


def _check_language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(f"{text!r} is no language code; allowed: BCP 47, such as 'en', 'fr' or 'pt-BR'")
    return text


def _check_schedule(text: str) -> str:
    try:
        if len(text.split()) == 5:
            next(CronSim(text, datetime(2024, 1, 1, tzinfo=UTC)))
            return text
    except (CronSimError, StopIteration):
        pass
    allowed = "minute hour day month weekday, such as '15 5 * * *' for a quarter past five each day"
    raise ValueError(f"{text!r} is no schedule; allowed: a cron expression of five fields, {allowed}")


def _check_timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(
            f"{text!r} is no time zone; allowed: 'UTC' or a name such as 'Europe/Geneva'"
        ) from error
    return text


def _check_host(text: str) -> str:
    if not _HOST.fullmatch(text) or split_url(f"http://{text}") is None:
        raise ValueError(f"{text!r} is no host; allowed: a host name alone, such as 'www.example.org'")
    return text.lower()


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_selectors(value: Any) -> tuple[str, ...]:
    selectors = (value,) if isinstance(value, str) else value
    is_list = isinstance(selectors, list | tuple) and all(isinstance(each, str) for each in selectors)
    if not is_list or not all(each.strip() for each in selectors):
        raise ValueError("allowed: a CSS selector, or a list of them of which the first that matches wins")
    for selector in selectors:
        try:
            compile_selector(selector)
        except SourceInvalid as error:
            raise ValueError(str(error)) from error
    return tuple(selectors)


Text = Annotated[str, Field(min_length=1)]
Url = Annotated[str, AfterValidator(_check_url)]
Language = Annotated[str, AfterValidator(_check_language)]
Selectors = Annotated[tuple[str, ...], BeforeValidator(_as_selectors)]
Hosts = Annotated[tuple[Annotated[str, AfterValidator(_check_host)], ...], BeforeValidator(_as_tuple)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Count = Annotated[int, Field(ge=0)]
Limit = Annotated[int, Field(ge=1)]
Id = Annotated[str, AfterValidator(check_id)]
Kind = Annotated[SourceKind, BeforeValidator(_check_kind)]
Schedule = Annotated[str, AfterValidator(_check_schedule)]
TimeZone = Annotated[str, AfterValidator(_check_timezone)]
