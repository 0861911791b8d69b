import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.word_diff import (
    Mark,
    WordSpan,
    compare_items,
    compare_paragraphs,
    compare_words,
    shorten,
    shorten_text,
)

texts = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["the", "a", "manual", " ", " ", ", ", "دليل", "移", "民", "ที่", "हिन्दी", "e\u0301", "\n\n"]
        )
    ).map("".join),
)


def marked(spans: tuple[WordSpan, ...]) -> str:
    """``[-removed-]`` and ``{+added+}``, as wdiff writes it."""
    forms = {Mark.KEPT: "{}", Mark.REMOVED: "[-{}-]", Mark.ADDED: "{{+{}+}}", Mark.CUT: "({})"}
    return "".join(forms[span.mark].format(span.text) for span in spans)


def without(spans: tuple[WordSpan, ...], mark: Mark) -> str:
    return "".join(span.text for span in spans if span.mark is not mark)


@settings(deadline=None)
@given(texts, texts)
def test_both_texts_can_be_read_off_the_spans(before: str, after: str) -> None:
    spans = compare_words(before, after)
    assert without(spans, Mark.ADDED) == before
    assert without(spans, Mark.REMOVED) == after


@settings(deadline=None)
@given(texts)
def test_equal_texts_have_no_marks(text: str) -> None:
    assert {span.mark for span in compare_words(text, text)} <= {Mark.KEPT}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "funded by the United Kingdom.",
            "funded by Germany.",
            "funded by [-the United Kingdom-]{+Germany+}.",
        ),
        (
            "practical guidance for staff",
            "practical, tested guidance for staff",
            "practical{+, tested+} guidance for staff",
        ),
        ("移民保护手册：前线", "移民保护手册：一线", "移民保护手册：[-前-]{+一+}线"),
        (
            "دليل إعادة الإدماج للممارسين",
            "دليل إعادة الإدماج للعاملين",
            "دليل إعادة الإدماج [-للممارسين-]{+للعاملين+}",
        ),
        ("कार्य हिन्दी में", "कार्य हिन्दू में", "कार्य [-हिन्दी-]{+हिन्दू+} में"),
        ("l’organisation des Nations", "l’organisation de Nations", "l’organisation [-des-]{+de+} Nations"),
        (
            "an entirely different title",
            "Руководство по защите",
            "[-an entirely different title-]{+Руководство по защите+}",
        ),
    ],
)
def test_whole_words_and_characters_with_their_marks_are_compared(
    before: str, after: str, expected: str
) -> None:
    assert marked(compare_words(before, after)) == expected


def test_a_text_of_a_megabyte_is_compared_in_a_second_or_two() -> None:
    source = random.Random(1)
    words = [f"w{source.randrange(5_000)}" for _ in range(150_000)]
    edited = list(words)
    for _ in range(2_000):
        edited[source.randrange(len(edited))] = "new"
    started = time.process_time()
    spans = compare_words(" ".join(words), " ".join(edited))
    repetitive = compare_words("a b " * 200_000, "b a a " * 150_000)
    assert time.process_time() - started < 15
    assert without(spans, Mark.REMOVED) == " ".join(edited)
    assert without(repetitive, Mark.ADDED) == "a b " * 200_000


def test_one_changed_sentence_of_a_megabyte_is_still_found() -> None:
    clause = (
        "says something of its own, at the length that sentences of such texts commonly have, which is more"
    )
    sentences = [f"Sentence {number} {clause}." for number in range(9_000)]
    before, after = list(sentences), list(sentences)
    after[10] = "A new beginning."
    after[8_000] = "A new end."
    spans = compare_words(" ".join(before), " ".join(after))
    added = "".join(span.text for span in spans if span.mark is Mark.ADDED)
    assert len(added) < 100


def test_items_of_a_list_are_removed_kept_and_added() -> None:
    spans = compare_items(["return", "reintegration"], ["reintegration", "monitoring", "return"])
    assert [(span.mark.value, span.text) for span in spans] == [
        ("kept", "reintegration"),
        ("added", "monitoring"),
        ("kept", "return"),
    ]
    assert marked(compare_items(["2019"], ["2020"])) == "[-2019-]{+2020+}"
    assert marked(compare_items(["Ada", "Bo"], ["Bo", "Ada"])) != "BoAda"


def test_a_rewritten_paragraph_meets_its_old_self_and_others_are_added_or_removed() -> None:
    before = "About us.\n\nFunded by the United Kingdom and its people.\n\nOld address: Rue 1."
    after = (
        "About us.\n\nThis is entirely new here, said aloud.\n\nFunded by the European Union and its people."
    )
    changes = compare_paragraphs(before, after)
    assert [(change.state, change.after) for change in changes] == [
        ("kept", "About us."),
        ("added", "This is entirely new here, said aloud."),
        ("changed", "Funded by the European Union and its people."),
        ("removed", None),
    ]


@settings(deadline=None)
@given(texts, texts)
def test_paragraphs_of_both_texts_appear_once_each(before: str, after: str) -> None:
    changes = compare_paragraphs(before, after)
    assert [change.before for change in changes if change.before is not None] == [
        change.before for change in compare_paragraphs(before, "") if change.before is not None
    ]
    assert [change.after for change in changes if change.after is not None] == [
        change.after for change in compare_paragraphs("", after) if change.after is not None
    ]


def test_many_replaced_paragraphs_are_paired_in_order_without_searching() -> None:
    before = "\n\n".join(f"old {number}" for number in range(300))
    after = "\n\n".join(f"neu {number}" for number in range(301))
    states = [change.state for change in compare_paragraphs(before, after)]
    assert states == ["changed"] * 300 + ["added"]


def test_long_kept_text_is_cut_down_to_what_stands_beside_the_change() -> None:
    long = "word " * 1_000
    spans = shorten(compare_words(f"{long}old {long}", f"{long}new {long}"), around=10)
    assert [span.mark.value for span in spans] == ["cut", "kept", "removed", "added", "kept", "cut"]
    assert len(without(spans, Mark.CUT)) < 40


def test_short_texts_are_not_cut() -> None:
    spans = compare_words("one two three", "one 2 three")
    assert shorten(spans) == spans
    assert shorten_text("short", 10) == "short"
    assert shorten_text("one two three", 9) == "one two…"
