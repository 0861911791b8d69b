"""Judgements and descriptions as people read them."""

from datetime import UTC, datetime

import pytest

from models.matching import Decider, Judgement, Verdict
from models.record import DatePrecision, Description, PartialDate
from transforms.matching.explain import Contrast, explain, lay_side_by_side


def judge(verdict: Verdict, *, by: Decider = Decider.ENGINE, link: str | None = None) -> Judgement:
    return Judgement(
        left_id="r-1",
        right_id="r-2",
        verdict=verdict,
        decider=by,
        score=0.3,
        reasons=("the titles are equal", "both are of 2019"),
        at=datetime(2026, 3, 1, tzinfo=UTC),
        link=link,
    )


WHY = "the titles are equal; both are of 2019."


@pytest.mark.parametrize(
    ("judgement", "said"),
    [
        (judge(Verdict.SAME), "The same publication, says the engine (0.30)"),
        (judge(Verdict.UNSURE), "Perhaps the same publication, says the engine (0.30)"),
        (judge(Verdict.EDITION, link="translation"), "Translations of one work, says the engine (0.30)"),
        (
            judge(Verdict.EDITION, by=Decider.OPERATOR),
            "Editions of one work, as an operator ruled on 2026-03-01",
        ),
    ],
)
def test_judgement_is_a_sentence_with_its_reasons(judgement: Judgement, said: str) -> None:
    assert explain(judgement) == f"{said}: {WHY}"


def test_fields_stand_side_by_side_and_tell_how_they_differ() -> None:
    left = Description(title="A", year=2019, authors=("X", "Y"))
    right = Description(
        title="A",
        published_on=PartialDate(iso="2020-01", precision=DatePrecision.MONTH),
        year=2020,
        notes=("unseen",),
    )
    shown = {one.field: (one.left, one.right, one.contrast) for one in lay_side_by_side(left, right)}
    assert shown == {
        "title": ("A", "A", Contrast.EQUAL),
        "published_on": ("", "2020-01", Contrast.RIGHT_ONLY),
        "year": ("2019", "2020", Contrast.DIFFERS),
        "authors": ("X; Y", "", Contrast.LEFT_ONLY),
    }
