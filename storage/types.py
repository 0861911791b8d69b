"""Column types that look the same in both databases: times and lists are text."""

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


def utc_text(at: datetime) -> str:
    """``2026-11-21T09:30:00.000000Z``: text order is time order. ``at`` is aware."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


class UtcText(TypeDecorator[datetime]):
    """An aware time, stored as ISO 8601 in UTC with microseconds, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else utc_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class JsonText(TypeDecorator[Any]):
    """A JSON value as compact text with sorted keys; dataclasses and enums become their JSON forms."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)
