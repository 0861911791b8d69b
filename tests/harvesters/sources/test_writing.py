"""Source files that were written say what was meant when they are read."""

from pathlib import Path

from harvesters.sources.files import load_source
from harvesters.sources.writing import read_rules, replace_rules, write_rules, write_source
from models.source import FieldRule, ListingRules, Source, SourceKind

RULES = ListingRules(
    row=(".views-row",),
    next=("li.next a", "a[rel~='next']"),
    fields=(
        FieldRule(name="title", selectors=("h3",)),
        FieldRule(name="file_urls", selectors=("a[href$='.pdf']::attr(href)",)),
    ),
)


def test_written_source_reads_back_the_same(tmp_path: Path) -> None:
    source = Source(
        id="agency",
        url="https://agency.example/list?type=manual",
        kind=SourceKind.LISTING,
        publisher='The "Agency"',
        language="fr",
        listing=RULES,
    )
    path = tmp_path / "agency.toml"
    path.write_text(write_source(source), encoding="utf-8")
    assert load_source(path) == source


def test_rules_alone_read_back_the_same() -> None:
    assert read_rules(write_rules(RULES)) == RULES


def test_new_rules_leave_the_rest_of_a_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "agency.toml"
    path.write_text(
        '# Certain: the address.\nurl = "https://agency.example/list"  # first page\n\n'
        '[listing]\nrow = ".old"  # theme of 2024\nfollow = true\n\n[politeness]\ndelay_s = 2.5\n',
        encoding="utf-8",
    )
    path.write_text(replace_rules(path.read_text(encoding="utf-8"), RULES), encoding="utf-8")
    source = load_source(path)
    assert (source.listing.row, source.listing.follow, source.politeness.delay_s) == (
        (".views-row",),
        True,
        2.5,
    )
    text = path.read_text(encoding="utf-8")
    assert "# Certain: the address." in text
    assert "# first page" in text
