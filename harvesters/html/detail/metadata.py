"""What a page's machine-readable parts say of its publication: meta tags, JSON-LD, microdata, RDFa."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from harvesters.html.markup import Markup, resolve_link
from harvesters.html.selectors import fold_space, visible_text
from models.record import RawFields

# Highwire (citation_), Dublin Core, article and book tags say what a publication is; Open Graph and the rest
# say what a page is, and come last.
_META = {
    "title": ("citation_title", "eprints.title", "dc.title", "dcterms.title", "bepress_citation_title"),
    "abstract": (
        "citation_abstract",
        "eprints.abstract",
        "dcterms.abstract",
        "dc.description.abstract",
        "dc.description",
    ),
    "date": (
        *(
            "citation_publication_date",
            "citation_date",
            "citation_online_date",
            "dcterms.issued",
            "dc.date.issued",
        ),
        *(
            "eprints.date",
            "dc.date",
            "dcterms.date",
            "article:published_time",
            "dcterms.created",
            "dc.date.created",
        ),
        *("citation_year", "datepublished", "publish_date", "pubdate", "date"),
    ),
    "language": ("citation_language", "dc.language", "dcterms.language", "dc.language.iso"),
    "publisher": ("citation_publisher", "dc.publisher", "dcterms.publisher", "eprints.publisher"),
    "isbn": ("citation_isbn", "book:isbn", "dc.identifier.isbn", "eprints.isbn"),
    "doi": ("citation_doi", "dc.identifier.doi", "prism.doi", "eprints.doi", "bepress_citation_doi"),
    "reference": ("citation_technical_report_number", "dc.identifier.govdoc", "eprints.number"),
    "pages": ("citation_num_pages", "eprints.pages", "dcterms.extent"),
    "type": ("dc.type", "dcterms.type", "citation_type", "eprints.type"),
}
_META_LISTS = {
    "authors": (
        "citation_author",
        "dc.creator",
        "dcterms.creator",
        "eprints.creators_name",
        "citation_authors",
    ),
    "topics": ("citation_keywords", "dc.subject", "dcterms.subject", "article:tag", "eprints.subjects"),
    "countries": ("dc.coverage.spatial", "dcterms.spatial", "dc.coverage"),
}
_PAGE_META = {
    "title": ("og:title", "twitter:title"),
    "abstract": ("og:description", "description", "twitter:description"),
}
_FILE_META = (
    "citation_pdf_url",
    "bepress_citation_pdf_url",
    "eprints.document_url",
    "citation_fulltext_pdf_url",
)
_DEEPEST = 16
"""Things within things that are looked into."""
_WORKS = frozenset(
    [
        *(
            "Article",
            "ScholarlyArticle",
            "TechArticle",
            "Report",
            "Book",
            "Chapter",
            "Thesis",
            "PublicationIssue",
        ),
        *(
            "CreativeWork",
            "DigitalDocument",
            "Dataset",
            "NewsArticle",
            "PublicationVolume",
            "Legislation",
            "Manual",
        ),
        *("BlogPosting", "Guide", "PresentationDigitalDocument", "TextDigitalDocument", "SocialMediaPosting"),
    ]
)
_GENERIC_TYPES = frozenset(
    ["CreativeWork", "Article", "NewsArticle", "BlogPosting", "DigitalDocument", "SocialMediaPosting"]
)
_WORK_KEYS = {
    "title": ("name", "headline"),
    "abstract": ("abstract", "description"),
    "date": ("datePublished", "dateCreated", "copyrightYear"),
    "language": ("inLanguage",),
    "publisher": ("publisher", "sourceOrganization"),
    "isbn": ("isbn",),
    "doi": ("doi",),
    "reference": ("reportNumber", "legislationIdentifier", "issueNumber"),
    "pages": ("numberOfPages",),
}
_WORK_LISTS = {
    "authors": ("author", "creator"),
    "topics": ("about", "keywords"),
    "countries": ("spatialCoverage",),
}


def read_publication_metadata(markup: Markup) -> RawFields:
    """What the page says of a publication in tags made for that; fields that it does not state are empty."""
    meta = _read_meta(markup)
    found = _first_values(meta, _META, _META_LISTS)
    files = tuple(resolve_link(url, markup.base_url) for name in _FILE_META for url in meta.get(name, ()))
    for work in _works(markup):
        found = _as_fields(work, _WORK_KEYS, _WORK_LISTS) | found
        files = files or _work_files(work, markup)
    return _raw_fields(found, files)


def read_page_metadata(markup: Markup) -> RawFields:
    """What the page says of itself as a page: the words that it gives to search engines and shared links."""
    meta = _read_meta(markup)
    image = next((resolve_link(url, markup.base_url) for url in meta.get("og:image", ())), None)
    found = _first_values(meta, _PAGE_META, {})
    return RawFields(
        title_raw=_text(found.get("title")), abstract_raw=_text(found.get("abstract")), image_url=image
    )


def read_translations(markup: Markup) -> tuple[tuple[str, str], ...]:
    """(language, URL) of the same page in other languages, as ``hreflang`` states them."""
    found: dict[str, str] = {}
    for element in markup.root.iter("link", "a"):
        language, href = element.get("hreflang"), element.get("href")
        is_alternate = element.tag == "a" or "alternate" in (element.get("rel") or "").lower()
        if language and href and is_alternate and language.lower() != "x-default":
            found.setdefault(language, resolve_link(href, markup.base_url))
    return tuple((language, url) for language, url in found.items() if url != markup.url)


def _read_meta(markup: Markup) -> Mapping[str, list[str]]:
    """Contents of the meta tags by lower-case name, RDFa properties of the body included."""
    found: dict[str, list[str]] = defaultdict(list)
    for element in markup.root.iter("meta"):
        name = element.get("name") or element.get("property") or ""
        content = fold_space(element.get("content") or "")
        if name and content:
            found[_plain_name(name)].append(content)
    for element in _RDFA(markup.root):
        text = fold_space(element.get("content") or "") or visible_text(element)
        if text:
            found[_plain_name(element.get("property"))].append(text)
    return found


_RDFA = etree.XPath("//body//*[starts-with(@property, 'dc:') or starts-with(@property, 'dcterms:')]")


def _plain_name(name: str) -> str:
    name = name.strip().lower()
    for prefix in ("dc:", "dcterms:", "dct:"):
        if name.startswith(prefix):
            return f"{'dc' if prefix == 'dc:' else 'dcterms'}.{name.removeprefix(prefix)}"
    return name


def _first_values(
    meta: Mapping[str, list[str]], single: Mapping[str, Sequence[str]], lists: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field, names in single.items():
        value = next((meta[name][0] for name in names if meta.get(name)), None)
        if value:
            found[field] = value
    for field, names in lists.items():
        values = next((meta[name] for name in names if meta.get(name)), [])
        if values:
            found[field] = tuple(dict.fromkeys(values))
    return found


def _works(markup: Markup) -> Iterator[dict[str, Any]]:
    """Descriptions of a publication in JSON-LD and microdata, as plain dictionaries."""
    root = markup.root
    if root.find(".//script[@type='application/ld+json']") is not None:
        from extruct.jsonld import JsonLdExtractor  # costs 0.4 s, and few sites have such data

        try:
            items = JsonLdExtractor().extract_items(root)
        except (ValueError, RecursionError):
            items = []
        yield from (item for item in _flatten(items) if _type_of(item) in _WORKS)
    if root.find(".//*[@itemscope]") is not None and _deepest_scope(root) <= _DEEPEST:
        scopes = _read_microdata(markup)
        yield from (_plain_item(item) for item in scopes if _type_of(_plain_item(item)) in _WORKS)


def _deepest_scope(root: HtmlElement) -> int:
    """How deep items of microdata nest; reading them takes time that grows with its square."""
    depth = deepest = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.get("itemscope") is not None:
            depth += 1 if event == "start" else -1
            deepest = max(deepest, depth)
    return deepest


def _read_microdata(markup: Markup) -> list[Any]:
    from extruct.w3cmicrodata import MicrodataExtractor

    for base_url in (markup.base_url, ""):  # where a link is no URL, links do less harm as they are
        try:
            found: list[Any] = MicrodataExtractor().extract_items(markup.root, base_url=base_url)
        except ValueError:
            continue
        except RecursionError:
            break
        return found
    return []


def _flatten(items: Sequence[Any], depth: int = _DEEPEST) -> Iterator[dict[str, Any]]:
    for item in items if depth and isinstance(items, list) else ():
        if isinstance(item, dict):
            yield item
            yield from _flatten(item.get("@graph") or [], depth - 1)


def _plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    properties = item.get("properties")
    kind = item.get("type")
    return {"@type": kind, **(properties if isinstance(properties, dict) else {})}


def _type_of(item: Mapping[str, Any]) -> str | None:
    kind = item.get("@type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    return kind.rstrip("/").rpartition("/")[2].rpartition(":")[2] if isinstance(kind, str) else None


def _as_fields(
    work: Mapping[str, Any], single: Mapping[str, Sequence[str]], lists: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field, keys in (*single.items(), *lists.items()):
        values = next((values for key in keys if (values := tuple(_texts(work.get(key))))), ())
        if values:
            found[field] = values if field in lists else values[0]
    kind = _type_of(work)
    return found if kind in _GENERIC_TYPES else {"type": kind, **found}


def _texts(value: Any, depth: int = _DEEPEST) -> Iterator[str]:
    """The texts of a value that may be a text, a number, a thing with a name, or a list of such."""
    if isinstance(value, str):
        yield from ([fold_space(value)] if value.strip() else [])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list) and depth:
        for part in value:
            yield from _texts(part, depth - 1)
    elif isinstance(value, dict) and depth:
        name = value.get("name") or value.get("@value") or _plain_item(value).get("name")
        yield from _texts(name, depth - 1)


def _work_files(work: Mapping[str, Any], markup: Markup) -> tuple[str, ...]:
    media = work.get("encoding") or work.get("associatedMedia") or work.get("distribution") or ()
    items = media if isinstance(media, list) else [media]
    urls = (item.get("contentUrl") for item in items if isinstance(item, dict))
    return tuple(resolve_link(url, markup.base_url) for url in urls if isinstance(url, str))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _raw_fields(found: Mapping[str, Any], files: tuple[str, ...]) -> RawFields:
    lists: dict[str, Any] = {f"{name}_raw": tuple(found.get(name, ())) for name in _META_LISTS}
    texts: dict[str, Any] = {f"{name}_raw": found.get(name) for name in _META}
    return RawFields(file_urls=files, **texts, **lists)
