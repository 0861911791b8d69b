"""Pairs of records as machines and people are shown them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from cli.output.tables import Column, Row, print_table
from cli.output.terminal import print_line
from models.catalogue import StoredRecord
from models.change import JsonValue
from models.matching import Judgement
from services.harvest.run_text import format_time
from transforms.matching.explain import Contrast, explain, lay_side_by_side

if TYPE_CHECKING:
    from feeds.word_diff import WordSpan
    from services.review.pair_views import PairView

PAIR_COLUMNS = (
    Column(name="pair"),
    Column(name="verdict"),
    Column(name="score", is_number=True),
    Column(name="left", is_under=True),
    Column(name="right", is_under=True),
    Column(name="why", is_under=True),
)
FIELD_COLUMNS = (Column(name="field"), Column(name="left"), Column(name="right"), Column(name=""))
SHOWN_FIELDS = ("title", "teaser", "abstract")
"""Whose differing words are marked one by one."""
AROUND = 60
"""Letters shown beside what differs in a long text."""


def tabulate_pair(view: "PairView") -> Row:
    """The cells for ``PAIR_COLUMNS``."""
    ruling = view.ruling or view.engine
    return (
        view.name,
        ruling.verdict.value,
        f"{view.engine.score:.2f}",
        _name(view.left),
        _name(view.right),
        "; ".join(ruling.reasons),
    )


def pair_as_json(view: "PairView") -> dict[str, JsonValue]:
    fields = lay_side_by_side(view.left.description, view.right.description)
    return {
        "pair": view.name,
        "verdict": (view.ruling or view.engine).verdict.value,
        "left": _record_as_json(view.left),
        "right": _record_as_json(view.right),
        "fields": [
            {"field": one.field, "left": one.left, "right": one.right, "contrast": one.contrast.value}
            for one in fields
        ],
        "engine": _judgement_as_json(view.engine),
        "operator": _judgement_as_json(view.ruling) if view.ruling else None,
        "sentence": explain(view.ruling or view.engine),
        "is_one_publication": view.is_one_publication,
        "is_one_work": view.is_one_work,
    }


def print_pair(view: "PairView") -> None:
    """The two side by side, what differs marked, and what was judged of them."""
    print_line(view.name)
    for side, record in (("left", view.left), ("right", view.right)):
        state = "withdrawn" if record.is_withdrawn else "listed"
        seen = f"{format_day(record.first_seen_at)} to {format_day(record.last_seen_at)}"
        print_line(
            f"{side}: {record.id} of {record.source_id}, {state}, seen {seen}, on {record.page_url}; "
            f"publication {record.publication_id}"
        )
    print_table(FIELD_COLUMNS, _rows(view), empty="neither says anything")
    print_line(explain(view.engine))
    if view.ruling:
        print_line(explain(view.ruling))
    print_line(tell_standing(view))


def tell_standing(view: "PairView") -> str:
    """What the catalogue makes of the pair, as a sentence."""
    if view.is_one_publication:
        return f"In the catalogue they are one publication, {view.left.publication_id}."
    if view.is_one_work:
        return "In the catalogue they are two publications of one work."
    return "In the catalogue they are two publications of two works."


def format_day(at: datetime) -> str:
    return format_time(at)[:10]


def _rows(view: "PairView") -> Iterable[tuple[str, str, str, str]]:
    from feeds.word_diff import Mark, compare_words, shorten

    for one in lay_side_by_side(view.left.description, view.right.description):
        left, right = one.left, one.right
        if one.contrast is Contrast.DIFFERS and one.field in SHOWN_FIELDS:
            spans = shorten(compare_words(left, right), around=AROUND)
            left = _mark(spans, Mark.REMOVED, "[-", "-]")
            right = _mark(spans, Mark.ADDED, "{+", "+}")
        yield one.field, left, right, "" if one.contrast is Contrast.EQUAL else one.contrast.value


def _mark(spans: "Iterable[WordSpan]", own: str, before: str, after: str) -> str:
    """The text of one side: what only it has between the marks, what was cut out as dots."""
    from feeds.word_diff import Mark

    parts = {own: (before, after), Mark.KEPT: ("", ""), Mark.CUT: ("… ", " …")}
    shown = [(parts[span.mark], span.text) for span in spans if span.mark in parts]
    return "".join(f"{start}{text}{end}" for (start, end), text in shown)


def _name(record: StoredRecord) -> str:
    said = record.description
    title = said.title or said.teaser or said.abstract or record.id
    about = [part for part in (said.language, str(said.year) if said.year else None) if part]
    return f"{title[:100]} ({', '.join([*about, record.source_id])})"


def _record_as_json(record: StoredRecord) -> dict[str, JsonValue]:
    return {
        "record": record.id,
        "source": record.source_id,
        "publication": record.publication_id,
        "status": "withdrawn" if record.is_withdrawn else "listed",
        "title": record.description.title,
        "url": record.description.url,
        "page_url": record.page_url,
        "first_seen_at": format_time(record.first_seen_at),
        "last_seen_at": format_time(record.last_seen_at),
    }


def _judgement_as_json(judgement: Judgement) -> dict[str, JsonValue]:
    return {
        "verdict": judgement.verdict.value,
        "link": judgement.link,
        "score": judgement.score,
        "reasons": list(judgement.reasons),
        "at": format_time(judgement.at),
    }
