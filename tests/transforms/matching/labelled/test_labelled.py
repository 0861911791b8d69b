"""The engine on the labelled set: nearly always right, and never a false ``same``."""

from collections import Counter

from models.matching import Verdict
from tests.transforms.matching.labelled.labelled import LabelledPair, labelled_pairs
from transforms.matching.blocking import blocking_keys
from transforms.matching.preparation.prepared import prepare
from transforms.matching.verdict import compare

NEVER_COMPARED = frozenset(
    {"es and pt: near-identical titles of two languages", "ru and uk: near-identical titles of two languages"}
)
"""What shares no blocking key: a translation that differs from its original by a letter in every word."""


def verdict(pair: LabelledPair) -> Verdict:
    return compare(prepare(pair.left), prepare(pair.right)).verdict


def test_the_set_has_at_least_400_pairs_in_nine_languages() -> None:
    pairs = list(labelled_pairs())
    assert len(pairs) >= 400
    assert {"en", "fr", "es", "de", "ru", "ar", "zh", "am"} <= {str(pair.left.language) for pair in pairs}


def test_nothing_that_is_not_the_same_is_called_the_same() -> None:
    wrong = [
        (pair.relation, pair.left.title, pair.right.title)
        for pair in labelled_pairs()
        if Verdict.SAME not in pair.right_verdicts and verdict(pair) is Verdict.SAME
    ]
    assert wrong == []


def test_at_least_98_percent_of_the_verdicts_are_right() -> None:
    pairs = list(labelled_pairs())
    wrong = Counter(
        (pair.relation, verdict(pair).value) for pair in pairs if verdict(pair) not in pair.right_verdicts
    )
    assert wrong.total() <= 0.02 * len(pairs), wrong


def test_what_is_one_publication_or_one_work_shares_a_blocking_key() -> None:
    missed = Counter(
        pair.relation
        for pair in labelled_pairs()
        if not {Verdict.DISTINCT} & pair.right_verdicts
        and not blocking_keys(pair.left) & blocking_keys(pair.right)
    )
    assert missed.keys() <= NEVER_COMPARED
