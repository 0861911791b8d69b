"""People and organisations as authors are printed."""

import pytest

from transforms.matching.preparation.names import read_names


@pytest.mark.parametrize(
    ("printed", "surnames"),
    [
        ("Okafor, N. and Lind, P.", ("okafor", "lind")),
        ("N. B. Okafor, P. Lind, M. Sato", ("okafor", "lind", "sato")),
        ("Okafor N, Lind PA, Sato M", ("okafor", "lind", "sato")),
        ("Okafor, N., Lind, P. A., De Jong, K.", ("okafor", "lind", "jong")),
        ("Okafor, N., Lind, P. & Sato, M.", ("okafor", "lind", "sato")),
        ("Okafor, N.B., P.A. Lind, and M. Sato", ("okafor", "lind", "sato")),
        ("Nkem Okafor, Per A. Lind, and Mio Sato", ("okafor", "lind", "sato")),
        ("Nkem Okafor, Per Lind, Mio Sato", ("okafor", "lind", "sato")),
        ("Garcia Lopez, Maria Jose", ("lopez",)),
        ("van der Lind, Per and Sato, Mio A.", ("lind", "sato")),
        ("Okafor, N., Jr. and Lind, P.", ("okafor", "lind")),
        ("Okafor, Nkem Ada, PhD", ("okafor",)),
    ],
)
def test_commas_part_names_or_surname_and_given_name(printed: str, surnames: tuple[str, ...]) -> None:
    assert read_names((printed,)).surnames == surnames


@pytest.mark.parametrize(
    "printed",
    [
        "International Agency for Safe Return, Regional Office East",
        "Ministry of Health, Department of Statistics",
    ],
)
def test_an_organisation_is_no_list_of_people(printed: str) -> None:
    assert read_names((printed,)).surnames == ()
