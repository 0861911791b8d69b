"""Words of the sources in the catalogue's own terms."""

import pytest

from text.names import find_country, find_language, find_type, language_words, name_countries, name_type
from text.tables import read_table


@pytest.mark.parametrize(
    ("stated", "term"),
    [
        ("Manuals", "manual"),
        ("Policy Briefs", "policy brief"),
        ("Lignes directrices", "guidelines"),
        ("Guías", "guidelines"),
        ("Fact sheets", "fact sheet"),
        ("Factsheet", "fact sheet"),
        ("Boîte à outils", "toolkit"),
        ("دليل", "handbook"),
        ("报告", "report"),
        ("Case studies", "case study"),
        ("Podcast series 4", "Podcast series 4"),
        (" ", None),
        (None, None),
    ],
)
def test_publication_types_get_one_name_or_stay_as_stated(stated: str | None, term: str | None) -> None:
    assert name_type(stated) == term


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("Kenya", "KE"),
        ("Côte d’Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("República Democrática del Congo", "CD"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Türkiye", "TR"),
        ("Грузия", "GE"),
        ("العراق", "IQ"),
        ("Kosovo (UNSCR 1244)", "XK"),
        ("Atlantis", None),
    ],
)
def test_countries_are_known_by_many_names(stated: str, code: str | None) -> None:
    assert find_country(stated) == code


def test_lists_of_countries_are_taken_apart_only_into_countries() -> None:
    assert name_countries(["Kenya, Uganda; Trinidad and Tobago"]) == ("KE", "UG", "TT")
    assert name_countries(["France and Germany", "Kenya", "kenya"]) == ("FR", "DE", "KE")
    assert name_countries(["Sub-Saharan Africa and the Sahel"]) == ("Sub-Saharan Africa and the Sahel",)
    assert name_countries(["", " ; "]) == ()


def test_every_name_of_a_country_or_language_means_only_that_one() -> None:
    countries, languages = read_table("countries"), read_table("languages")
    assert min(len(countries), len(languages)) > 100
    for code, names in countries.items():
        for name in names:
            assert find_country(name) == code, name
    for code, names in languages.items():
        for name in (code, *names):
            assert find_language(name) == code, name


def test_every_name_of_a_type_means_only_that_one() -> None:
    types = read_table("publication_types")
    assert len(types) > 10
    for term, names in types.items():
        for name in (term, *names):
            assert find_type(name) == term, name


def test_words_that_name_a_language_are_neither_codes_nor_countries() -> None:
    words = language_words(frozenset(("en", "fr", "id", "it", "ja")), frozenset(["italien"]))
    assert len(words) >= 100
    assert [words.get(word) for word in ("french", "francaise", "日语", "italien")] == [
        "fr",
        "fr",
        "ja",
        "it",
    ]
    assert not {"indonesia", "eng", "fra", "deutsch"} & words.keys()
    assert all(find_language(word) == code for word, code in words.items() if word.isascii())
