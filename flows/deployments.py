"""What a worker does before it runs a flow; ``prefect.yaml`` names it."""

import os
from pathlib import Path

from models.errors import SettingsInvalid

HOME = "PUBHARVEST_HOME"


def enter_home() -> dict[str, str]:
    """The folder that the worker's environment names as home, which is the working directory from now on.

    Prefect's own step would take an unset variable for the folder that the worker makes for each run and
    throws away, and the catalogue with it.

    Raises:
        SettingsInvalid: if none is named, or it is no folder.
    """
    named = os.environ.get(HOME, "").strip()
    home = Path(named)
    if not named or not home.is_absolute() or not home.is_dir():
        problem = f"{named!r} is no folder's full path" if named else "is not set"
        raise SettingsInvalid(
            f"{HOME}: {problem}; name the folder of pubharvest.toml and var/ in the worker's environment"
        )
    os.chdir(home)
    return {"directory": str(home)}
