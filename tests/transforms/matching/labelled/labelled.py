"""The labelled pairs: what is known to be true of two descriptions of invented grey literature."""

# ruff: noqa: E501

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from models.matching import Verdict
from models.record import Description

SAME, EDITION = frozenset({Verdict.SAME}), frozenset({Verdict.EDITION})
NOT_SAME = frozenset({Verdict.EDITION, Verdict.UNSURE, Verdict.DISTINCT})
APART = frozenset({Verdict.DISTINCT})
ALIKE = frozenset({Verdict.SAME, Verdict.UNSURE})
"""One publication, for which asking a person is right as well."""
OPEN = frozenset({Verdict.UNSURE, Verdict.DISTINCT})
OTHER = frozenset({Verdict.EDITION, Verdict.DISTINCT})
"""Two publications beyond doubt: whether they are of one work is a matter of rules."""
NOT_APART = frozenset({Verdict.SAME, Verdict.EDITION, Verdict.UNSURE})
_VERDICTS = {
    "same": SAME,
    "alike": ALIKE,
    "edition": EDITION,
    "other": OTHER,
    "not same": NOT_SAME,
    "not apart": NOT_APART,
}
"""How ``cards.toml`` names what is right."""

YEAR = 2018
_SECOND = {
    "en": "second edition",
    "fr": "deuxième édition",
    "es": "segunda edición",
    "de": "2. Auflage",
    "pt": "2ª edição",
    "it": "seconda edizione",
    "ru": "издание 2",
    "ar": "الطبعة الثانية",
    "zh": "第二版",
    "am": "ሁለተኛ እትም",
}
_PART = {
    "en": "Part {}",
    "fr": "Partie {}",
    "es": "Parte {}",
    "de": "Teil {}",
    "pt": "Parte {}",
    "it": "Parte {}",
    "ru": "Часть {}",
    "ar": "الجزء {}",
    "zh": "第{}部分",
    "am": "ክፍል {}",
}
_VOLUME = {
    "en": "Vol. {}",
    "fr": "Tome {}",
    "es": "Tomo {}",
    "de": "Band {}",
    "pt": "Volume {}",
    "it": "Volume {}",
    "ru": "Том {}",
    "ar": "المجلد {}",
    "zh": "第{}卷",
    "am": "ቅጽ {}",
}
_ANNEX = {
    "en": "Annex {}",
    "fr": "Annexe {}",
    "es": "Anexo {}",
    "de": "Anhang {}",
    "pt": "Anexo {}",
    "it": "Appendix {}",
    "ru": "Приложение {}",
    "ar": "الملحق {}",
    "zh": "附件 {}",
    "am": "አባሪ {}",
}
_GENERIC = {
    "en": "Annual report",
    "fr": "Rapport annuel",
    "es": "Informe anual",
    "de": "Jahresbericht",
    "pt": "Boletin",
    "it": "Newsletter",
    "ru": "Годовой доклад",
    "ar": "التقرير السنوي",
    "zh": "年度报告",
    "am": "ዓመታዊ ሪፖርት",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """Two descriptions and which verdicts on them are right."""

    relation: str
    left: Description
    right: Description
    right_verdicts: frozenset[Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One invented publication."""

    number: int
    language: str
    title: str
    subtitle: str
    publisher: str
    acronym: str
    teaser: str
    latin: str | None = None

    @property
    def full_title(self) -> str:
        return f"{self.title}: {self.subtitle}"

    @property
    def isbn(self) -> str:
        return f"97800000{self.number:05d}"

    @property
    def base(self) -> Description:
        return Description(
            title=self.full_title,
            language=self.language,
            is_language_stated=True,
            year=YEAR,
            publisher=self.publisher,
        )

    @property
    def card(self) -> Description:
        """A teaser card without a year."""
        return replace(
            self.base,
            year=None,
            teaser=self.teaser,
            url=f"https://a.example/{self.language}/books/w{self.number}",
        )


Pairs = tuple[Description, Description]


def _retitled(work: Work, statement: str, number: object) -> Description:
    return replace(work.base, title=f"{work.full_title}. {statement.format(number)}", teaser=work.teaser)


def _typed_otherwise(work: Work) -> str:
    return f"{work.title.upper()} – {work.subtitle}."


RELATIONS: dict[str, tuple[Callable[[Work, Work], Pairs], frozenset[Verdict]]] = {
    "listed twice, slug with -0": (
        lambda w, _: (w.card, replace(w.card, url=f"{w.card.url}-0")), SAME),
    "cut-off teaser": (
        lambda w, _: (w.card, replace(w.card, teaser=w.teaser[: len(w.teaser) * 4 // 5], is_teaser_cut=True)), SAME),
    "teaser cards without titles": (
        lambda w, _: (replace(w.card, title=None), replace(w.card, title=None)), SAME),
    "another agency's site": (
        lambda w, o: (w.base, replace(w.base, title=_typed_otherwise(w), publisher=o.publisher)), SAME),
    "corporate author by its acronym": (
        lambda w, _: (replace(w.base, authors=(w.publisher,)), replace(w.base, authors=(w.acronym,), publisher=w.acronym)), SAME),
    "reordered subtitle": (
        lambda w, _: (w.base, replace(w.base, title=f"{w.subtitle}: {w.title}")), ALIKE),
    "subtitle left out": (
        lambda w, _: (w.base, replace(w.base, title=w.title)), ALIKE),
    "one ISBN, title cut off": (
        lambda w, _: (replace(w.base, isbns=(w.isbn,)), replace(w.base, title=w.full_title[: len(w.title) + 6] + "…", isbns=(w.isbn,), year=None)), SAME),
    "moved URL, one file": (
        lambda w, _: (replace(w.card, year=None, file_urls=(f"https://a.example/{w.number}.pdf",)),
                      replace(w.base, year=None, url="https://b.example/x", file_urls=(f"https://a.example/{w.number}.pdf",))), SAME),
    "one ISBN, transliterated title": (
        lambda w, _: (replace(w.base, isbns=(w.isbn,)), replace(w.base, title=w.latin or w.title, isbns=(w.isbn,))), SAME),
    "same title and teaser, other year": (
        lambda w, _: (replace(w.base, teaser=w.teaser), replace(w.base, teaser=w.teaser, year=YEAR + 3)), EDITION),
    "same title, next year, personal author": (
        lambda w, _: (replace(w.base, authors=("Adeyemi, Ruth",)), replace(w.base, authors=("Ruth Adeyemi",), year=YEAR + 1)), EDITION),
    "year in the title": (
        lambda w, _: (replace(w.base, title=f"{w.title} 2017", year=None), replace(w.base, title=f"{w.title} 2018", year=None)), EDITION),
    "second edition": (
        lambda w, _: (replace(w.base, teaser=w.teaser), _retitled(w, _SECOND[w.language], "")), EDITION),
    "two parts": (
        lambda w, _: (_retitled(w, _PART[w.language], 1), _retitled(w, _PART[w.language], 2)), EDITION),
    "two volumes": (
        lambda w, _: (_retitled(w, _VOLUME[w.language], 1), _retitled(w, _VOLUME[w.language], 2)), EDITION),
    "annex of it": (
        lambda w, _: (replace(w.base, teaser=w.teaser), _retitled(w, _ANNEX[w.language], 2)), EDITION),
    "same title in another language": (
        lambda w, _: (w.base, replace(w.base, language="sw")), EDITION),
    "translation under one reference number": (
        lambda w, o: (replace(w.base, reference_number=f"REF/{w.number}"),
                      replace(o.base, language="sw", reference_number=f"REF/{w.number}")), EDITION),
    "same teaser, other title": (
        lambda w, o: (w.card, replace(o.card, language=w.language, teaser=w.teaser)), EDITION),
    "two ISBNs": (
        lambda w, _: (replace(w.base, isbns=("9780306406157",)), replace(w.base, isbns=("9789290681052",))), EDITION),
    "generic title, two publishers": (
        lambda w, _: (replace(w.base, title=_GENERIC[w.language]), replace(w.base, title=_GENERIC[w.language], publisher="Another body")), OPEN),
    "a record that says nothing but a title": (
        lambda w, _: (w.base, Description(title=w.full_title)), ALIKE),
    "another work of the same publisher and year": (
        lambda w, o: (w.base, replace(o.base, language=w.language, publisher=w.publisher)), APART),
    "another work by the same teaser length": (
        lambda w, o: (w.card, replace(o.card, language=w.language)), APART),
}  # fmt: skip


@cache
def load_works() -> tuple[Work, ...]:
    """The invented works in file order."""
    tables = tomllib.loads((Path(__file__).parent / "works.toml").read_text(encoding="utf-8"))["work"]
    return tuple(Work(number=number, **table) for number, table in enumerate(tables, start=1))


def labelled_pairs() -> Iterator[LabelledPair]:
    """Every relation for every work, and the pairs labelled one by one."""
    yield from _made_pairs()
    yield from labelled_cards()


def labelled_cards() -> Iterator[LabelledPair]:
    """The pairs of ``cards.toml``, labelled by hand before the engine was asked."""
    for table in tomllib.loads((Path(__file__).parent / "cards.toml").read_text(encoding="utf-8"))["pair"]:
        yield LabelledPair(
            relation=table["about"],
            left=_describe(table.get("both", {}) | table["left"]),
            right=_describe(table.get("both", {}) | table["right"]),
            right_verdicts=_VERDICTS[table["verdicts"]],
        )


def _describe(stated: dict[str, Any]) -> Description:
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stated.items()
    }
    return Description(**fields, is_language_stated="language" in fields)


def _made_pairs() -> Iterator[LabelledPair]:
    """Every relation for every work; the other work is the next in the file."""
    works = load_works()
    for relation, (make, verdicts) in RELATIONS.items():
        for work, other in zip(works, (*works[1:], works[0]), strict=True):
            left, right = make(work, other)
            yield LabelledPair(relation=relation, left=left, right=right, right_verdicts=verdicts)
