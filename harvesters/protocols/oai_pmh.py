"""OAI-PMH 2.0 (https://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm): ListRecords, to its end."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from lxml import etree

from harvesters.html.selectors import fold_space
from harvesters.protocols.answer import AnswerPage, Entry, Received, StartAgain
from harvesters.protocols.identifiers import sort_identifiers
from harvesters.protocols.parsing import child_text, children, local_name, open_xml
from harvesters.protocols.row_text import unique, with_row_text
from harvesters.protocols.urls import query_of, with_defaults, with_query
from models.errors import PageUnreadable
from models.record import RawFields
from text.printable import printable
from text.urls import without_fragment

WANTED = "OAI-PMH"
_LISTS = ("listrecords", "getrecord")
_LANGUAGE_ATTRIBUTE = "{http://www.w3.org/XML/1998/namespace}lang"
_WINDOW = ("from", "until")
_VOCABULARY = re.compile(r"info:[\w./-]*/|http://purl\.org/\S*/|https?://\S*/")


def first_url(url: str) -> str:
    """Where the list starts: the address, with the verb and the format that it does not name itself."""
    if query_of(url).get("resumptionToken"):
        return url
    return with_defaults(with_query(url, verb="ListRecords"), {"metadataPrefix": "oai_dc"})


def is_window(url: str) -> bool:
    """Whether only records of a certain time are asked for, so that an absence means nothing."""
    return any(query_of(url).get(name) for name in _WINDOW)


def read_oai_pmh(received: Received) -> AnswerPage:
    """The records of one incomplete list, deleted ones included.

    Raises:
        PageUnreadable: It is no OAI-PMH, or an error that ends the harvest.
    """
    answer = open_xml(received, WANTED)
    root = answer.root
    if local_name(root) != "oai-pmh":
        raise PageUnreadable(
            f"the answer is not OAI-PMH but XML with the root <{printable(str(root.tag), 60)}>"
        )
    lists = [child for name in _LISTS for child in children(root, name)]
    errors = children(root, "error")
    if errors and not lists:
        return _read_error(errors[0], received.url)
    if not lists:
        raise PageUnreadable("the OAI-PMH answer holds neither records nor an error")
    records = [record for each in lists for record in children(each, "record")]
    tokens = [token for each in lists for token in children(each, "resumptiontoken")]
    token = fold_space(tokens[0].text or "") if tokens else ""
    return AnswerPage(
        entries=tuple(map(_entry_of, records)),
        next_url=_resume(received.url, token) if token else None,
        stated_total=_total_of(tokens),
        notes=answer.notes,
    )


def _read_error(error: etree._Element, url: str) -> AnswerPage:
    code = error.get("code") or "unknown"
    said = printable(fold_space(error.text or ""), 160)
    if code == "noRecordsMatch":
        return AnswerPage(says_empty=True)
    message = f"{code}: {said}" if said else code
    if code == "badResumptionToken" and query_of(url).get("resumptionToken"):
        return AnswerPage(start_again=StartAgain(reason=message))
    raise PageUnreadable(f"the source answers with the OAI-PMH error {message}")


def _resume(url: str, token: str) -> str:
    verb = query_of(url).get("verb", "ListRecords")
    # Further arguments are not allowed with a token (section 3.5 of the protocol).
    query = f"verb={quote(verb)}&resumptionToken={quote(token, safe='')}"
    return f"{without_fragment(url).partition('?')[0]}?{query}"


def _total_of(tokens: list[etree._Element]) -> int | None:
    stated = tokens[0].get("completeListSize", "").strip() if tokens else ""
    return int(stated) if stated.isdecimal() and len(stated) < 12 else None


def _entry_of(record: etree._Element) -> Entry:
    header = next(iter(children(record, "header")), None)
    if header is None:
        return Entry(raw=_raw_of(record, None), notes=("the record has no header",))
    identifier = child_text(header, "identifier") or None
    if header.get("status", "").strip().lower() == "deleted":
        return Entry(raw=RawFields(native_id=identifier), is_deleted=True)
    return Entry(raw=_raw_of(record, identifier))


def _raw_of(record: etree._Element, native_id: str | None) -> RawFields:
    values = _values_of(record)
    texts = {name: [text for text, _ in found] for name, found in values.items()}
    identifiers = sort_identifiers([*texts.get("identifier", ()), *texts.get("relation", ())])
    descriptions = [*texts.get("abstract", ()), *texts.get("description", ())]
    main = max(descriptions, key=len, default=None)
    raw = RawFields(
        native_id=native_id,
        title_raw=next(iter(texts.get("title", ())), None),
        abstract_raw=main,
        detail_url=sort_identifiers(texts.get("identifier", ())).detail_url,
        file_urls=identifiers.file_urls,
        date_raw=_date_of([*texts.get("issued", ()), *texts.get("date", ())]),
        language_raw=next(iter(texts.get("language", ())), None),
        type_raw=_type_of(texts.get("type", ())),
        publisher_raw=next((text for text in texts.get("publisher", ()) if "://" not in text), None),
        authors_raw=unique(texts.get("creator", ())),
        isbn_raw=identifiers.isbn,
        doi_raw=identifiers.doi,
        reference_raw=sort_identifiers(texts.get("identifier", ())).reference,
        countries_raw=unique(t for t in texts.get("coverage", ()) if not re.search(r"\d", t)),
        topics_raw=unique(texts.get("subject", ())),
    )
    return with_row_text(raw, *texts.get("title", ()), *descriptions)


def _values_of(record: etree._Element) -> dict[str, list[tuple[str, str | None]]]:
    """Local name → (text, language) of the metadata's elements that hold text only, in their order."""
    values: dict[str, list[tuple[str, str | None]]] = {}
    for metadata in children(record, "metadata"):
        for element in metadata.iterdescendants():
            text = fold_space("".join(element.itertext())) if not len(element) else ""
            if text:
                values.setdefault(local_name(element), []).append((text, element.get(_LANGUAGE_ATTRIBUTE)))
    return values


def _date_of(dates: Iterable[str]) -> str | None:
    """The day of publication: repositories list the times of deposit and release beside it."""
    dates = tuple(dates)
    return next((date for date in dates if "T" not in date), next(iter(dates), None))


def _type_of(types: Iterable[str]) -> str | None:
    types = tuple(types)
    plain = next((text for text in types if not _VOCABULARY.match(text)), None)
    return plain or next((_VOCABULARY.sub("", text) for text in types), None)
