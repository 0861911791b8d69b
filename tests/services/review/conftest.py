"""An operator at an empty catalogue, in each database."""

import pytest

from tests.catalogues import Catalogue
from tests.services.operators import Operator


@pytest.fixture
def operator(catalogue: Catalogue, database_url: str) -> Operator:
    return Operator(catalogue, database_url)
