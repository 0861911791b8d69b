"""A description as matching compares it, prepared once per record."""

import re
from dataclasses import dataclass

from models.record import Description
from text.file_types import is_file_name
from text.folding import fold, numbers_in, split_words
from transforms.matching.preparation.citation import Citation, read_citation
from transforms.matching.preparation.names import Names, read_names
from transforms.matching.preparation.statements import read_statements
from transforms.matching.preparation.vocabulary import vocabulary

MAX_TITLE = 1_000
"""Characters of a title that are looked at."""
MAX_TEXT = 1_200
"""Characters of a teaser or abstract that are looked at."""

_BRACKETED = re.compile(r"[\[({（【［]([^\])}）】］]{1,80})[\])}）】］]")
_EDITORIAL_NOTE = re.compile(r"\s*\[[^\]]{1,300}(?:\]|$)\s*\.?")
_SPAN = re.compile(r"(?<!\d)(?P<century>19|20)(?P<from>\d\d)\s?[-–/]\s?(?P<to>\d\d)(?![\d-])")
_SUBTITLE = re.compile(r":\s|：|\s[–—-]\s|\?\s|\.\s")
_CITATION = re.compile(r"\((?:vol\.? ?\d+|[^()]*\(\d{4}\) ?\d+ ?\().{0,60}$", re.IGNORECASE)
_JOURNAL_NOTE = re.compile(r"\([^()]*\)|\.? ?Conference:.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A description as matching sees it. Empty or ``None``: not stated."""

    title: str
    """Folded, editorial notes in square brackets left out."""
    core: str
    """The title without edition, part, volume, version and year statements."""
    squashed: str
    """``core`` without spaces."""
    main: str
    """``core`` up to its subtitle; the whole of it where there is none."""
    words: frozenset[str]
    """Words of ``core``; character pairs where a script has no spaces."""
    numbers: frozenset[str]
    """Numbers in ``core``, Roman ones included."""
    stated: tuple[tuple[str, str], ...]
    """(kind, value) of edition, part, volume, number and version statements in the title."""
    title_years: tuple[int, ...]
    year: int | None
    language: str | None
    is_language_stated: bool
    title_language: str | None
    names: Names
    publisher: str
    teaser: str
    is_teaser_cut: bool
    abstract: str
    isbns: frozenset[str]
    doi: str | None
    reference: str
    files: frozenset[str]
    journal: str
    citation: Citation


def prepare(description: Description) -> Prepared:
    """Everything that ``compare`` and the blocking keys need, folded and taken apart."""
    title_raw = _title(description.title or "")
    title = fold(_without_notes(title_raw))
    statements = read_statements(title.split(), _bracketed_words(title_raw))
    core = " ".join(statements.core)
    words = split_words(core)
    date = description.published_on
    year = description.year if description.year is not None else (date.year if date else None)
    return Prepared(
        title=title,
        core=core,
        squashed=core.replace(" ", ""),
        main=_main_title(title_raw, core),
        words=frozenset(words),
        numbers=numbers_in(words),
        stated=statements.stated,
        title_years=statements.years,
        year=year,
        language=description.language,
        is_language_stated=description.is_language_stated,
        title_language=statements.language,
        names=_names(description),
        publisher=fold(description.publisher or "", MAX_TITLE),
        teaser=fold(description.teaser or "", MAX_TEXT),
        is_teaser_cut=description.is_teaser_cut or len(description.teaser or "") > MAX_TEXT,
        abstract=fold(description.abstract or "", MAX_TEXT),
        isbns=frozenset(description.isbns),
        doi=description.doi,
        reference=fold(description.reference_number or "", MAX_TITLE).replace(" ", ""),
        files=frozenset(description.file_urls),
        journal=_journal(description.journal) if description.journal else "",
        citation=read_citation(description, year),
    )


def _names(description: Description) -> Names:
    """The authors; whoever published it as well is no person."""
    authors, publisher = description.authors, description.publisher
    return read_names(tuple(author for author in authors if author != publisher) if publisher else authors)


def _title(stated: str) -> str:
    """The title with ``2013-16`` as 2013-2016; none if it is but the name of a file."""
    if " " not in stated and is_file_name(stated):
        return ""
    if "20" not in stated and "19" not in stated:
        return stated[:MAX_TITLE]
    return _SPAN.sub(r"\g<century>\g<from>-\g<century>\g<to>", stated[:MAX_TITLE])


def _bracketed_words(title_raw: str) -> list[list[str]]:
    return [fold(match).split() for match in _BRACKETED.findall(title_raw)]


def _without_notes(title_raw: str) -> str:
    """The title without ``[Chinese]``, ``[Review]`` and the like, unless nothing else is left.

    A citation at its end, ``(vol 360, pg 542, 2009)``, is how indexes mark the erratum to what is cited.
    """
    if title_raw.endswith(")"):
        title_raw = _CITATION.sub(" erratum", title_raw)
    if "[" not in title_raw:
        return title_raw
    rest = _EDITORIAL_NOTE.sub(_drop_note, title_raw).strip()
    return rest if len(rest) > 3 else title_raw


def _drop_note(note: re.Match[str]) -> str:
    """A blank for a note, unless the note names another kind of publication: ``[Infographic]``."""
    words = fold(note[0]).split()
    return note[0] if len(words) < 3 and not vocabulary().companions.isdisjoint(words) else " "


def _main_title(title_raw: str, core: str) -> str:
    head = _SUBTITLE.split(_without_notes(title_raw), maxsplit=1)[0]
    if len(head) + 3 >= len(title_raw):
        return core
    main = " ".join(read_statements(fold(head).split()).core)
    return main or core


def _journal(stated: str) -> str:
    """The journal without ISSN, edition or meeting: ``BMJ (Online)``, ``Blood.Conference: 50th Meeting…``."""
    if "(" in stated or "onference:" in stated:
        stated = _JOURNAL_NOTE.sub(" ", stated) or stated
    return fold(stated, MAX_TITLE)
