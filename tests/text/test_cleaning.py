"""Cleaning text: what is broken is mended, what is right is left alone."""

import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.errors import RecordRejected
from text.cleaning import MAX_TITLE_CHARS, clean_text, clean_title

# Pieces that cleaning treats in its own way, so that random texts are made of hard cases.
_PIECES = st.sampled_from(
    tuple(" \t\u00a0&#;[\u0080œé\u200b\u200c\u200d\u200f\ud83d\ude00\x1bمیक्аС")
) | st.sampled_from(
    ("amp;", "&amp;", "&#8217;", "&lt;", "Ã©", "â€", "e\u0301", "\x1b[31m", "&#xD83D;", "РџС")
)
_TEXTS = st.lists(_PIECES | st.text(max_size=4) | st.characters(codec=None), max_size=12).map("".join)


@given(_TEXTS)
@example("Ã  la carte")
@example("&amp;amp;#38;lt;")
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned


@given(_TEXTS)
def test_cleaned_text_is_composed_folded_and_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert not re.search("[\x00-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]", cleaned)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("GuÃ­a prÃ¡ctica", "Guía práctica"),
        ("lâ€™Ã©tÃ©", "l’été"),
        ("RÃ¼ckkehr â€“ ein Leitfaden", "Rückkehr – ein Leitfaden"),
        ("РџСЂРёРІРµС‚", "Привет"),
        ("Ø§Ù„Ø¹Ø±Ø¨ÙŠØ©", "العربية"),
        ("ä¸­æ–‡", "中文"),
        ("Â© 2019", "© 2019"),
        ("caf√©", "café"),
    ],
)
def test_text_read_in_the_wrong_encoding_is_mended(broken: str, mended: str) -> None:
    assert clean_text(broken) == mended


@pytest.mark.parametrize(
    "text",
    [
        "Ещё раз о её «моём» опыте … и всё",
        "L’été – « voilà » à Évry, où l’on naît",
        "¿Qué? ¡No! ñandú, pingüino, nº 5, 3ª ed.",
        "中文“引号”、年度报告（二）",
        "Ελληνικά «ά» και ώρα",
        "ﬁne print, ＡＢＣ, ½ of 10 °C ™ ® © €",
        "SÃO PAULO, CORAÇÃO",
        "إرشادات، دليل؛ «نص»",
    ],
)
def test_right_text_is_left_alone(text: str) -> None:
    assert clean_text(text) == text


def test_invisible_characters_go() -> None:
    assert clean_text("a\x00b\u200bc\ufeffd\u00ade\u2060f\U000e0041g") == "abcdefg"
    assert clean_text("\x1b[1;31mRed\x1b[0m \x1b]0;title\x07alert") == "Red alert"
    assert clean_text("invoice\u202efdp.exe") == "invoicefdp.exe"
    assert clean_text("\ud800lone\udfff") == "lone"
    assert clean_text("\ud83d\ude00") == "\U0001f600"


def test_joiners_stay_where_they_join_letters() -> None:
    assert clean_text("می\u200cخواهم") == "می\u200cخواهم"
    assert clean_text("क्\u200dष") == "क्\u200dष"
    assert clean_text("hand\u200cbook \u200dx") == "handbook x"


def test_direction_marks_stay_in_right_to_left_text_only() -> None:
    assert clean_text("دليل\u200f (IOM)") == "دليل\u200f (IOM)"
    assert clean_text("Handbook\u200f (IOM)") == "Handbook (IOM)"


def test_entities_are_resolved_however_often_they_were_escaped() -> None:
    assert clean_text("Q&amp;amp;amp;A &amp;eacute;t&amp;amp;eacute; &amp;#8217;") == "Q&A été ’"
    assert clean_text("AT&T; R&D &unknown; a&b") == "AT&T; R&D &unknown; a&b"


def test_cost_grows_with_the_length_only() -> None:
    started = time.process_time()
    clean_text("&" + "amp;" * 200_000 + "lt;")
    clean_text("é\u200b" * 200_000)
    assert time.process_time() - started < 5


def test_title_loses_the_label_of_its_file() -> None:
    assert clean_title("Reintegration Handbook (PDF, 2.3 MB)") == "Reintegration Handbook"
    assert clean_title("Rapport annuel [pdf – 1,2 Mo]") == "Rapport annuel"
    assert clean_title("Handbook (second edition)") == "Handbook (second edition)"


@pytest.mark.parametrize(
    "label", ["Download", "Télécharger", "READ MORE »", "[PDF]", "اقرأ المزيد", " ", None]
)
def test_words_of_a_link_are_no_title(label: str | None) -> None:
    assert clean_title(label) is None


def test_title_that_is_too_long_is_refused_and_not_cut() -> None:
    assert clean_title("a" * MAX_TITLE_CHARS) == "a" * MAX_TITLE_CHARS
    with pytest.raises(RecordRejected, match="1,000,000 characters"):
        clean_title("a" * 1_000_000)
