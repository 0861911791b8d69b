"""Anyone's file of records: what is read, what is written, and what is said of a file that can't be."""

from pathlib import Path

import pytest

from models.matching import Verdict
from models.record import Description
from services.file_matching.match_file import MatchFileInvalid, match_file, read_descriptions
from transforms.matching.preparation.prepared import prepare
from transforms.matching.verdict import compare


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_equal_clusters_are_written_in_file_order(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv",
        "id,title,year\nb,Guide to safe return,2019\n"
        "c,Something else entirely,2019\na,Guide to safe RETURN,2019\n",
    )
    target = tmp_path / "out.csv"
    assert match_file(source, target) == 2
    assert target.read_text() == "id,cluster\nb,a\nc,c\na,a\n"


def test_every_column_is_read(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv",
        "ID;Title;abstract;author;year;language;journal;volume;number;pages;publisher;url;doi;isbn;note\n"
        "1;T;A;Doe, J.;c2019;French;J;7;2;1-9;P;https://x.example/a;https://doi.org/10.1234/AB;0-306-40615-2;x\n",
    )
    assert read_descriptions(source) == [
        (
            "1",
            Description(
                title="T",
                abstract="A",
                authors=("Doe, J.",),
                year=2019,
                language="fr",
                is_language_stated=True,
                journal="J",
                volume="7",
                number="2",
                pages="1-9",
                publisher="P",
                url="https://x.example/a",
                doi="10.1234/ab",
                isbns=("9780306406157",),
            ),
        )
    ]


def test_a_pdf_link_is_a_file_and_an_issn_is_no_isbn(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "id,title,url,isbn\n1,T,https://x.example/a.pdf,1226-2560\n")
    description = read_descriptions(source)[0][1]
    assert (description.url, description.file_urls) == (None, ("https://x.example/a.pdf",))
    assert description.isbns == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_whatever_its_mark(tmp_path: Path, encoding: str) -> None:
    source = write(tmp_path / "in.csv", "id,title\n1,دليل العودة\n".encode(encoding))
    assert read_descriptions(source)[0][1].title == "دليل العودة"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no column id and no column title"),
        ("id,name\n1,x\n", "no column title"),
        ("id,title,title\n1,x,y\n", "the column title twice"),
        ("id,title\n1,x\n,y\n", "line 3: the id is blank"),
        ("id,title\n1,x\n2,y\n1,z\n", "line 4: the id '1' is that of line 2 already"),
        ("id,title\n1,Return, and after\n", "line 2: 3 cells under 2 columns"),
        ('id,title\n1,ok\n2,"Return\n3,Arrival\n', "begins in line 3 can't be read: unexpected end of data"),
        (b"id,title\n1,ok\n2,R\xe9ponse\n", "line 3: byte 17 is not UTF-8"),
    ],
)
def test_a_file_that_cant_be_read_is_told_in_one_line(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    source, target = write(tmp_path / "in.csv", content), tmp_path / "out.csv"
    with pytest.raises(MatchFileInvalid, match=r"in\.csv") as caught:
        match_file(source, target)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not target.exists()


def test_an_absent_file_and_an_unwritable_target_are_told(tmp_path: Path) -> None:
    with pytest.raises(MatchFileInvalid, match=r"absent\.csv can't be read"):
        match_file(tmp_path / "absent.csv", tmp_path / "out.csv")
    source = write(tmp_path / "in.csv", "id,title\n1,x\n")
    with pytest.raises(MatchFileInvalid, match="can't be written"):
        match_file(source, source / "out.csv")


def test_a_file_without_records_gives_one_without_clusters(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert match_file(write(tmp_path / "in.csv", "id,title\n"), target) == 0
    assert target.read_text() == "id,cluster\n"


def test_short_rows_lack_their_last_cells(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "id,title,year\n1,Guide\n\n2,Guide,2019\n")
    assert [description.year for _, description in read_descriptions(source)] == [None, 2019]


def test_ris_is_read(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.ris",
        "TY  - JOUR\nID  - k1\nTI  - Savings groups\nAU  - Okafor, N.\nAU  - Lind, P.\nPY  - 2015/03/01\n"
        "JO  - J Rural Finance\nVL  - 12\nIS  - 3\nSP  - 201\nEP  - 219\nDO  - 10.1234/x\nER  - \n"
        "TY  - BOOK\nT1  - Other\nER  - \n",
    )
    (first_id, first), (second_id, second) = read_descriptions(source)
    assert (first_id, second_id, second.title) == ("k1", "2", "Other")
    assert (first.authors, first.year, first.pages) == (("Okafor, N. and Lind, P.",), 2015, "201-219")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("in.ris", "TY  - BOOK\nTI  - A\nTY  - BOOK\nTI  - B\nER  - \n", "line 3: an entry begins before"),
        (
            "in.ris",
            "TY  - BOOK\nTI  - A\nER  - \nTI  - B\nER  - \n",
            "line 4: an entry begins without its type",
        ),
        (
            "in.ris",
            "TY  - BOOK\nTI  - A\nER  - \n\nTY  - BOOK\nTI  - B\n",
            "line 5: the last entry has no end",
        ),
        ("in.bib", "@book{a, title={A}}\n\n@book{b, title={B\n", "line 3: an entry can't be read"),
        ("in.bib", "@book{a, title={A}}\n@book{a, title={B}}\n", "line 2: an entry can't be read: Duplicate"),
    ],
)
def test_references_that_cant_be_read_are_told_and_nothing_is_written(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    target = tmp_path / "out.csv"
    with pytest.raises(MatchFileInvalid) as caught:
        match_file(write(tmp_path / name, content), target)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not target.exists()


def test_bibtex_is_read(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.bib",
        '@comment{none}\n@article{k1,\n  title = {The {IOM} guide: {\\"U}ber R{\\"u}ckkehr},\n'
        '  author = "Garc{\\\'i}a, A. and Stra{\\ss}er, B.", year = 2015, number = {3},\n}\n'
        "@book{k2, title={Other}}",
    )
    (first_id, first), (second_id, second) = read_descriptions(source)
    assert (first_id, second_id, second.title) == ("k1", "k2", "Other")
    assert first.title == "The IOM guide: Über Rückkehr"
    assert (first.authors, first.year, first.number) == (("García, A. and Straßer, B.",), 2015, "3")


def test_columns_and_cells_are_read_as_other_programs_write_them(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_text(
        "Record ID,Article Title,Authors,Publication Year,Source title,Issue,Volume,Pages,DOI,Publisher\n"
        'a,"Savings &amp; the cost of sending money home","Okafor, N.; Lind, P.",2004.0,'
        "J Rural Finance,3.0,12.0,123-9,NA,nan\n"
        'b,Savings and the cost of sending money home,"Okafor, Nkem;Lind, Per",2004,'
        "Journal of Rural Finance,3,12,123-129,,None\n"
        "c,A book on rivers,Sato M,1999.0,,,,,978-0-306-40615-7,null\n",
        encoding="utf-8",
    )
    first, second, book = (description for _, description in read_descriptions(source))
    assert (first.year, first.volume, first.number, first.doi, first.publisher) == (
        2004,
        "12",
        "3",
        None,
        None,
    )
    assert book.isbns == ("9780306406157",)
    assert compare(prepare(first), prepare(second)).verdict is Verdict.SAME


def test_of_two_columns_of_one_meaning_the_first_that_says_anything_counts(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_text("id,title,date,year\na,Rivers,2019-05-01,\nb,Lakes,,2020\n", encoding="utf-8")
    assert [description.year for _, description in read_descriptions(source)] == [2019, 2020]


@pytest.mark.parametrize("tex", [f"\\x{'{' * 50_000}{'}' * 50_000}", "\\begin{a}" * 3_000])
def test_tex_that_nests_too_deeply_is_told_with_its_line(tmp_path: Path, tex: str) -> None:
    good = "@article{a, title={Guide}}\n"
    source = write(tmp_path / "in.bib", f"{good}@article{{b, title={{{tex}}}}}\n")
    with pytest.raises(MatchFileInvalid, match=r"in\.bib, line 2: .* nests too deeply"):
        read_descriptions(source)
