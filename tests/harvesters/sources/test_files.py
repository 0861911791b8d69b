from pathlib import Path

import pytest

import harvesters.sources
from harvesters.sources.files import check_source_files, load_source
from models.errors import SourceInvalid
from models.source import FieldRule, Source, SourceKind

URL = 'url = "https://example.org/list"\n'


def write(folder: Path, text: str, name: str = "a-source.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_url_alone_is_enough(tmp_path: Path) -> None:
    assert load_source(write(tmp_path, URL)) == Source(id="a-source", url="https://example.org/list")


def test_everything_that_a_file_may_say_is_read(tmp_path: Path) -> None:
    text = """
    id = "other-id"
    url = "https://example.org/list"
    kind = "listing"
    publisher = "An agency"
    language = "pt-BR"
    schedule = "15 5 * * MON-FRI"
    timezone = "Europe/Paris"
    enabled = false
    host_aliases = ["Old.example.org", "localhost:8000"]
    [listing]
    row = ".row"
    next = ["a.next", "a[rel~=next]"]
    follow = true
    fields = { title = "h3", file_url = ["a.pdf::attr(href)"], detail_url = "a::attr(href)" }
    detail_fields = { abstract = ".full::text" }
    [politeness]
    delay_s = 0
    concurrency = 2
    [limits]
    max_pages = 9
    [expect]
    min_records = 3
    max_records = 30
    min_coverage = { title = 0.9, file_url = 0.5 }
    """
    source = load_source(write(tmp_path, text))
    assert (source.id, source.kind, source.enabled) == ("other-id", SourceKind.LISTING, False)
    assert source.host_aliases == ("old.example.org", "localhost:8000")
    assert source.listing.next == ("a.next", "a[rel~=next]")
    assert FieldRule(name="file_urls", selectors=("a.pdf::attr(href)",)) in source.listing.fields
    assert source.listing.detail_fields == (FieldRule(name="abstract", selectors=(".full::text",)),)
    assert (source.politeness.delay_s, source.politeness.retries, source.limits.max_pages) == (0.0, 2, 9)
    assert source.expect.min_coverage == (("title", 0.9), ("file_urls", 0.5))


def test_a_notice_table_makes_a_notice(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, URL + '[notice]\ntranslations = { fr = "https://example.org/fr" }'))
    assert source.kind is SourceKind.NOTICE
    assert source.notice.translations == (("fr", "https://example.org/fr"),)


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ('urll = "https://example.org/"', "urll", "did you mean 'url'? allowed: url, id, kind"),
        ("enabled = true", "url", "is missing"),
        ('url = "example.org/list"', "url", "allowed: http:// or https://"),
        ('url = "https://user:word@example.org/"', "url", "allowed: http:// or https://"),
        (URL + 'id = "Über uns"', "id", "allowed: up to 64"),
        (URL + 'kind = "lists"', "kind", "allowed: listing, notice"),
        (URL + 'language = "english!"', "language", "allowed: BCP 47"),
        (URL + 'schedule = "61 5 * * *"', "schedule", "allowed: a cron expression of five fields"),
        (URL + 'schedule = "@daily"', "schedule", "allowed: a cron expression of five fields"),
        (URL + 'timezone = "Mars/Base"', "timezone", "allowed: 'UTC'"),
        (URL + 'enabled = "yes"', "enabled", "allowed: a valid boolean"),
        (URL + 'host_aliases = ["https://example.net"]', "host_aliases.0", "allowed: a host name alone"),
        (URL + "listing = 3", "listing", "allowed: a valid table"),
        (URL + '[listing]\nrows = ".row"', "listing.rows", "did you mean 'row'? allowed: row, next, follow"),
        (URL + '[listing]\nrow = ".row["', "listing.row", "not a usable CSS selector"),
        (URL + '[listing]\nrow = ["a", 3]', "listing.row", "allowed: a CSS selector"),
        (URL + '[listing]\nrow = ""', "listing.row", "allowed: a CSS selector"),
        (URL + '[listing.fields]\ntitel = "h3"', "listing.fields.titel", "did you mean 'title'?"),
        (URL + '[listing.fields]\ntitle = "h3::foo(x)"', "listing.fields.title", "not a usable CSS selector"),
        (URL + "[politeness]\ndelay_s = -1", "politeness.delay_s", "allowed: greater than or equal to 0"),
        (URL + '[politeness]\ndelay_s = "1"', "politeness.delay_s", "allowed: a valid number"),
        (
            URL + "[politeness]\nconcurrency = 0",
            "politeness.concurrency",
            "allowed: greater than or equal to 1",
        ),
        (URL + "[limits]\nmax_run_s = inf", "limits.max_run_s", "allowed: a finite number"),
        (URL + "[expect]\nmin_coverage = { title = 2 }", "expect.min_coverage.title", "allowed: less than"),
        (
            URL + "[expect]\nmin_coverage = { tittle = 1 }",
            "expect.min_coverage.tittle",
            "did you mean 'title'?",
        ),
        (URL + "[expect]\nmin_records = 5\nmax_records = 2", "expect", "allowed: at most as large"),
        (URL + '[notice.translations]\n"f!" = "https://example.org/fr"', "notice.translations.f!", "BCP 47"),
        (
            URL + '[notice.translations]\nfr = "https://example.com/fr"',
            "notice.translations.fr",
            "allowed: the host of url",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_file_key_and_what_is_allowed(
    tmp_path: Path, text: str, key: str, said: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SourceInvalid) as caught:
        load_source(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {key}: ")
    assert said in message
    assert "\n" not in message


def test_a_file_that_is_no_toml_says_where(tmp_path: Path) -> None:
    with pytest.raises(SourceInvalid, match=r"is no TOML: .*line 1"):
        load_source(write(tmp_path, "url = \nid = 3"))


def test_a_file_name_that_is_no_id_needs_one_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(SourceInvalid, match="is no id"):
        load_source(write(tmp_path, URL, "My Source.toml"))
    assert load_source(write(tmp_path, URL + 'id = "mine"', "My Source.toml")).id == "mine"


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SourceInvalid, match="can't be read"):
        load_source(tmp_path / "nowhere.toml")


def test_each_file_of_a_folder_gets_its_verdict(tmp_path: Path) -> None:
    good = write(tmp_path, URL, "a.toml")
    bad = write(tmp_path, "", "b.toml")
    twin = write(tmp_path, URL + 'id = "a"', "c.toml")
    verdicts = dict(check_source_files(tmp_path))
    assert verdicts[good] is None
    assert "is missing" in str(verdicts[bad])
    assert "is taken by a.toml" in str(verdicts[twin])


def test_a_folder_without_source_files_is_one_clear_line(tmp_path: Path) -> None:
    for folder, said in ((tmp_path, "holds no source file"), (tmp_path / "no", "is no folder")):
        with pytest.raises(SourceInvalid, match=said):
            check_source_files(folder)


def test_the_bundled_sources_are_the_first_targets() -> None:
    folder = Path(harvesters.sources.__path__[0])
    sources = {source.id: source for source in map(load_source, folder.glob("*.toml"))}
    assert sources["iom-protection-manuals"].url == "https://migrantprotection.iom.int/en/resources/manual"
    assert sources["iom-reintegration-notices"].notice.translations == (
        ("fr", "https://reintegrationhb.iom.int/fr/propos"),
    )


def test_every_key_that_is_wrong_is_named(tmp_path: Path) -> None:
    path = tmp_path / "agency.toml"
    path.write_text('rul = "https://x.example/"\nenabled = "perhaps"\n[listing]\nnxt = "a"\nfollow = 7\n')
    with pytest.raises(SourceInvalid) as told:
        load_source(path)
    message = str(told.value)
    assert [
        key for key in ("rul:", "url:", "enabled:", "listing.nxt:", "listing.follow:") if key not in message
    ] == []
    assert message.count("\n") == 0
