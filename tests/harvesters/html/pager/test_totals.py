"""What listings say of themselves."""

import pytest

from harvesters.html.pager.totals import find_stated_total, states_empty


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("1-20 of 155", 155),
        ("155 results", 155),
        ("Displaying 1 - 20 of 155", 155),
        ("12-21 of 1526", 1526),
        ("Showing 1 to 20 of 1,155 entries", 1155),
        ("Results 1–10 of about 155", 155),
        ("1 à 20 sur 1 155 documents", 1155),
        ("1 bis 20 von 1.155", 1155),
        ("1–20 из 155", 155),
        ("عرض 1 - 20 من 155", 155),
        ("全155件中 1-20件", 155),
        ("共155条", 155),
        ("155 publications", 155),
        ("155 publications found", 155),
        ("20 results per page", None),
        ("Showing 20 results", None),
        ("Page 1 of 12", None),
        ("2010 - 2015 of 2019", None),
        ("We have published 300 publications since 1998", None),
    ],
)
def test_totals_are_read_in_the_ways_that_sites_state_them(line: str, total: int | None) -> None:
    assert find_stated_total(["Publications", line, "Next"]) == total


def test_a_page_that_contradicts_itself_states_nothing() -> None:
    assert find_stated_total(["1-20 of 155", "1-5 of 12"]) is None


def test_a_total_stated_twice_is_one_statement() -> None:
    assert find_stated_total(["1-20 of 155", "…", "1-20 of 155"]) == 155


@pytest.mark.parametrize(
    "line",
    [
        "No results found.",
        "There are currently no publications.",
        "Your search did not match any documents",
        "Nothing found",
        "0 results",
        "Aucun résultat trouvé",
        "Aucune publication ne correspond",
        "No se encontraron resultados",
        "No hay contenido disponible",
        "Keine Ergebnisse gefunden",
        "Es wurden keine Treffer gefunden",
        "Nenhum resultado encontrado",
        "Nessun risultato",
        "Geen resultaten gevonden",
        "Ничего не найдено",
        "لا توجد نتائج",
        "لم يتم العثور على نتائج",
        "没有找到相关内容",
        "暂无数据",
        "該当する記事はありません",
        "검색 결과가 없습니다",
        "Δεν βρέθηκαν αποτελέσματα",
        "Žádné výsledky",
        "Brak wyników",
    ],
)
def test_no_results_is_understood_in_the_languages_of_the_sources(line: str) -> None:
    assert states_empty(["Search", line])


@pytest.mark.parametrize(
    "line",
    [
        "Results",
        "10 results",
        "Annual results: no surprises",
        "No one left behind: results of a study",
        "Note 0",
    ],
)
def test_other_words_do_not_say_that_a_list_is_empty(line: str) -> None:
    assert not states_empty([line])
