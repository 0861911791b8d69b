"""The installed Prefect knows every name that our settings and docs use."""

import re
import tomllib
from pathlib import Path
from typing import Any

import prefect.settings
import pytest
import yaml
from prefect.events.schemas.automations import AutomationCore
from prefect.settings import Settings
from pydantic import BaseModel

ROOT = Path(__file__).parents[2]
NAMING = ("docs/operations.md", "flows/engine.py", "tests/flows/test_deployments.py")


def unknown_settings(model: type[BaseModel], table: dict[str, Any]) -> set[str]:
    """Keys that no field of the settings has; unknown ones are ignored by Prefect without a word."""
    unknown = set()
    for key, value in table.items():
        field = model.model_fields.get(key)
        if field is None:
            unknown.add(key)
        elif isinstance(value, dict):
            assert isinstance(field.annotation, type)
            unknown |= {f"{key}.{name}" for name in unknown_settings(field.annotation, value)}
    return unknown


@pytest.mark.parametrize("file", NAMING)
def test_every_variable_that_is_named_is_a_setting(file: str) -> None:
    named = set(re.findall(r"\bPREFECT_[A-Z0-9_]*[A-Z0-9]\b", (ROOT / file).read_text()))
    assert named
    assert {name for name in named if not hasattr(prefect.settings, name)} == set()


def test_every_key_of_the_settings_file_is_a_setting() -> None:
    table = tomllib.loads((ROOT / "prefect.toml").read_text())
    assert table
    assert unknown_settings(Settings, table) == set()
    assert unknown_settings(Settings, {"server": {"ui": {"v3_enabled": False}}}) == {"server.ui.v3_enabled"}


def test_every_automation_is_read() -> None:
    declared = yaml.safe_load((ROOT / "docs" / "automations.yaml").read_text())["automations"]
    assert declared
    assert [AutomationCore.model_validate(each).name for each in declared] == [
        each["name"] for each in declared
    ]
