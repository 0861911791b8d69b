"""The language of a record: what the site states, what the text shows."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.record import RawFields
from text.languages.language import detect, read_language
from text.languages.marks import language_of_file, language_of_path, stated_language

_SAMPLES = [
    line.split("\t")
    for name in ("language_samples", "language_samples_held_out")
    for line in Path(__file__).with_name(f"{name}.tsv").read_text("utf-8").splitlines()
]


def _count_right(prior: str | None = None) -> int:
    found = [(code, detect(text, prior=prior)) for code, text in _SAMPLES]
    return sum(reading is not None and reading[0] == code for code, reading in found)


def test_languages_of_short_titles_are_told() -> None:
    assert len(_SAMPLES) >= 200
    assert _count_right() >= 0.97 * len(_SAMPLES)


def test_a_wrong_prior_turns_hardly_any_text() -> None:
    assert _count_right(prior="en") >= 0.95 * len(_SAMPLES)


def test_the_prior_decides_what_the_text_does_not() -> None:
    assert detect("Informe", prior="es") is not None
    assert detect("ID5") is None
    assert detect("2019") is None
    assert detect("") is None


@given(st.text(max_size=60))
def test_any_text_has_a_language_or_none(text: str) -> None:
    reading = detect(text)
    assert reading is None or 0.5 <= reading[1] <= 1.0


def test_scripts_of_one_language_need_no_model() -> None:
    assert detect("መመሪያ") == ("am", 1.0)
    assert detect("IOM 手册") == ("zh", 1.0)
    assert detect("ハンドブック 再統合") == ("ja", 1.0)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("fr", "fr"),
        ("fra", "fr"),
        ("FRE", "fr"),
        ("pt-BR", "pt"),
        ("en_US", "en"),
        ("zh-Hans", "zh"),
        ("Français", "fr"),
        ("Spanish", "es"),
        ("Español", "es"),
        ("العربية", "ar"),
        ("Русский", "ru"),
        ("Chinese (Simplified)", "zh"),
        ("English | English", "en"),
        ("English, French", None),
        ("/fr/ressources/manuel", "fr"),
        ("https://example.org/es-419/guia", "es"),
        ("Handbook_FR.pdf", "fr"),
        ("guide-spanish.pdf", "es"),
        ("Klingon", None),
        ("", None),
        (None, None),
    ],
)
def test_statements_of_a_language_are_understood(stated: str | None, code: str | None) -> None:
    assert stated_language(stated) == code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://example.org/fr/a/b", "fr"),
        ("https://example.org/global/es/", "es"),
        ("https://example.org/a?lang=ru", "ru"),
        ("https://example.org/id/123", None),
        ("https://example.org/resources/manual/fr", None),
        ("https://example.org/en", "en"),
    ],
)
def test_paths_name_a_language_at_their_start(url: str, code: str | None) -> None:
    assert language_of_path(url) == code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://example.org/files/IOM_Handbook_EN_web_0.pdf", "en"),
        ("https://example.org/files/manuel%20FR.pdf", "fr"),
        ("https://example.org/files/Leitfaden-Deutsch.pdf?v=2", "de"),
        ("https://example.org/files/guide_fr_2019.pdf", "fr"),
        ("https://example.org/files/IOM_AR_2019.pdf", None),
        ("https://example.org/files/handbook_pt1.pdf", None),
        ("https://example.org/files/handbook_EN_FR.pdf", None),
        ("https://example.org/files/how_to_do_it.pdf", None),
        ("https://example.org/files/report.pdf", None),
    ],
)
def test_names_of_files_end_in_a_language(url: str, code: str | None) -> None:
    assert language_of_file(url) == code


_SPANISH = "Manual de reintegración para trabajadores sociales y personal de primera línea"


def _read(raw: RawFields, chrome: str | None = "en") -> tuple[str | None, bool]:
    reading = read_language(raw, title=_SPANISH, text=None, chrome=chrome)
    return reading.code, reading.is_stated


def test_what_the_site_states_wins_over_the_text() -> None:
    assert _read(RawFields(language_raw="French")) == ("fr", True)
    assert _read(RawFields(language_raw="English")) == ("en", True)
    assert _read(RawFields(file_urls=("https://example.org/Guide_FR.pdf",))) == ("fr", True)
    assert _read(RawFields(detail_url="https://example.org/fr/guide")) == ("fr", True)


def test_the_language_of_the_chrome_does_not() -> None:
    assert _read(RawFields(detail_url="https://example.org/en/resources/manual/x")) == ("es", False)
    assert _read(RawFields(language_raw="en")) == ("es", False)
    assert _read(RawFields()) == ("es", False)
    assert _read(RawFields(language_raw="en"), chrome=None) == ("en", True)


def test_files_in_several_languages_state_none() -> None:
    files = ("https://example.org/Guide_FR.pdf", "https://example.org/Guide_EN.pdf")
    assert _read(RawFields(file_urls=files)) == ("es", False)
