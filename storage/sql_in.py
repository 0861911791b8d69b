"""``column IN (ids)`` with all ids bound as one array: hundreds of parameters are slower than the query."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import ARRAY, Boolean, ColumnElement, Text, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Ids(TypeDecorator[Sequence[str]]):
    """A list of ids as one value: an array in PostgreSQL, JSON in SQLite."""

    impl = ARRAY(Text)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        return list(value or ()) if dialect.name == "postgresql" else orjson.dumps(value).decode()


class _SqlIn(FunctionElement[bool]):
    """Rendered below, as each database looks the ids up by an index."""

    name = "sql_in"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """Itself: as any truth it would be rendered with ``= 1`` for SQLite, which then uses no index."""
        return self


@compiles(_SqlIn)
def _render(element: _SqlIn, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"


@compiles(_SqlIn, "postgresql")
def _render_for_postgresql(element: _SqlIn, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY({ids})"


def sql_in(column: ColumnElement[Any], ids: Sequence[str]) -> ColumnElement[bool]:
    """``column IN (ids)``; all ids go to the database as one value."""
    return _SqlIn(column, bindparam(None, ids, type_=_Ids(), unique=True))
