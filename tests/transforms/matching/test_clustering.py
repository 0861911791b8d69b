"""Judgements to clusters: people first, the best edge first, nothing joined over what speaks against it."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from models.matching import Decider, Judgement, Verdict
from transforms.matching.clustering import Link, resolve

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def judge(
    pair: str, verdict: Verdict, score: float = 0.9, *, by: Decider = Decider.ENGINE, hours: int = 0
) -> Judgement:
    left, right = sorted(pair)
    return Judgement(
        left_id=left,
        right_id=right,
        verdict=verdict,
        decider=by,
        score=score,
        reasons=(),
        at=NOON + timedelta(hours=hours),
        link="edition" if verdict is Verdict.EDITION else None,
    )


def test_same_joins_and_everything_else_stays_alone() -> None:
    found = resolve(
        "abcd", [judge("ab", Verdict.SAME), judge("bc", Verdict.UNSURE), judge("cd", Verdict.DISTINCT)]
    )
    assert found.clusters == (("a", "b"), ("c",), ("d",))
    assert found.links == ()


def test_edition_links_the_clusters_of_its_records() -> None:
    found = resolve(
        "abcd", [judge("ab", Verdict.SAME), judge("cd", Verdict.SAME), judge("bd", Verdict.EDITION, 0.3)]
    )
    assert found.clusters == (("a", "b"), ("c", "d"))
    assert found.links == (Link(left="a", right="c", link="edition"),)


def test_two_editions_never_join_over_a_record_without_a_year() -> None:
    found = resolve(
        "abx",
        [judge("ax", Verdict.SAME, 0.97), judge("bx", Verdict.SAME, 0.96), judge("ab", Verdict.EDITION, 0.3)],
    )
    assert found.clusters == (("a", "x"), ("b",))


def test_a_weak_chain_does_not_join_two_dense_clusters() -> None:
    dense = [
        judge(f"{x}{y}", Verdict.SAME, 0.99) for group in ("abcd", "efgh") for x, y in combinations(group, 2)
    ]
    found = resolve("abcdefgh", [*dense, judge("de", Verdict.SAME, 0.8)])
    assert found.clusters == (("a", "b", "c", "d"), ("e", "f", "g", "h"))


def test_an_operator_outranks_the_engine_and_the_later_word_counts() -> None:
    engine = judge("ab", Verdict.SAME, 0.99)
    parted = judge("ab", Verdict.DISTINCT, by=Decider.OPERATOR, hours=1)
    joined = judge("ab", Verdict.SAME, by=Decider.OPERATOR, hours=2)
    assert resolve("ab", [engine]).clusters == (("a", "b"),)
    assert resolve("ab", [engine, parted]).clusters == (("a",), ("b",))
    assert resolve("ab", [joined, engine, parted]).clusters == (("a", "b"),)


def test_an_operators_distinct_holds_against_a_chain() -> None:
    found = resolve(
        "abc",
        [
            judge("ab", Verdict.SAME),
            judge("bc", Verdict.SAME),
            judge("ac", Verdict.DISTINCT, by=Decider.OPERATOR),
        ],
    )
    assert found.clusters == (("a", "b"), ("c",))


def test_an_operators_distinct_takes_the_engines_link_away() -> None:
    engine = [judge("ab", Verdict.SAME), judge("bc", Verdict.EDITION, 0.3)]
    assert resolve("abc", engine).links != ()
    assert resolve("abc", [*engine, judge("ac", Verdict.DISTINCT, by=Decider.OPERATOR)]).links == ()


def test_an_operators_same_holds_against_the_engines_edition() -> None:
    ruled = [judge(pair, Verdict.SAME, by=Decider.OPERATOR) for pair in ("ab", "bc")]
    assert resolve("abc", [*ruled, judge("ac", Verdict.EDITION, 0.3)]).clusters == (("a", "b", "c"),)


def test_an_operators_distinct_holds_against_a_chain_of_links() -> None:
    engine = [judge("ab", Verdict.EDITION, 0.4), judge("bc", Verdict.EDITION, 0.3)]
    found = resolve("abc", [*engine, judge("ac", Verdict.DISTINCT, by=Decider.OPERATOR)])
    assert found.links == (Link(left="a", right="b", link="edition"),)


@given(
    st.lists(
        st.builds(
            judge,
            st.sampled_from(["".join(p) for p in combinations("abcdef", 2)]),
            st.sampled_from(Verdict),
            st.sampled_from([0.2, 0.6, 0.9]),
        )
    ),
    st.sampled_from(["".join(p) for p in combinations("abcdef", 2)]),
    st.sampled_from([Verdict.SAME, Verdict.EDITION, Verdict.DISTINCT]),
)
def test_an_operators_ruling_always_wins(engine: list[Judgement], pair: str, verdict: Verdict) -> None:
    found = resolve("abcdef", [*engine, judge(pair, verdict, by=Decider.OPERATOR)])
    home = {record: members for members in found.clusters for record in members}
    left, right = pair
    assert (home[left] is home[right]) is (verdict is Verdict.SAME)
    works = {members[0]: {members[0]} for members in found.clusters}
    for link in found.links:
        joined = works[link.left] | works[link.right]
        works.update(dict.fromkeys(joined, joined))
    is_one_work = home[right][0] in works[home[left][0]]
    assert is_one_work is (verdict is not Verdict.DISTINCT)


def test_judgements_on_unknown_records_are_left_out() -> None:
    assert resolve("a", [judge("ab", Verdict.SAME)]).clusters == (("a",),)


@given(
    st.lists(
        st.builds(
            judge,
            st.sampled_from(["".join(pair) for pair in combinations("abcdefg", 2)]),
            st.sampled_from(Verdict),
            st.sampled_from([0.2, 0.5, 0.7, 0.9]),
            by=st.sampled_from(Decider),
            hours=st.integers(0, 3),
        )
    ),
    st.randoms(),
)
def test_the_order_of_records_and_judgements_does_not_count(
    judgements: list[Judgement], random: object
) -> None:
    shuffled = list(judgements)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve("abcdefg", judgements) == resolve("gfedcba", shuffled)


@given(
    st.lists(
        st.builds(
            judge, st.sampled_from(["".join(p) for p in combinations("abcdef", 2)]), st.sampled_from(Verdict)
        )
    )
)
def test_every_record_is_in_exactly_one_cluster(judgements: list[Judgement]) -> None:
    clusters = resolve("abcdef", judgements).clusters
    assert sorted(record for members in clusters for record in members) == list("abcdef")
