"""The options that several commands share."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

DatabaseOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Catalogue, such as sqlite:///FILE.", show_default=False),
]
SourcesOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--sources", metavar="DIR", help="Folder of source files.", show_default=False),
]
VarDirOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--var-dir", metavar="DIR", help="Folder of spools, captures and feeds.", show_default=False
    ),
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
RunArgument: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="RUN", help="Id of a run, or as much of its start or end as is unique."),
]
