"""``pubharvest demo``: the whole way from a site to a change report, on a small site of its own."""

import os
import shutil
import time
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.harvest import harvest_as_flow, harvest_without_flows
from cli.options import VarDirOption
from cli.output.describe import advise
from cli.output.hints import complete_hints, name_command, remember_flags
from cli.output.terminal import make_safe, print_line, print_markdown
from cli.reading import read_head_seq
from cli.report import ReportFormat, ReportOrder, render_report, write_report
from models.errors import SettingsInvalid
from models.run import Run
from services.harvest.run_text import tell_run
from services.settings import Settings, load_settings

if TYPE_CHECKING:
    from cli.demo_site.server import DemoSite

MARK = ".pubharvest-demo"
"""A file that only a folder of this demonstration holds: such a folder may be wiped."""

SITE_STOPPED = "The demonstration's site stops with this command: links that lead to it open nothing."
NEXT = ("runs list", "report --format json", "sources list", "review list")
"""Commands to try on what the demonstration leaves; none needs its site."""


def demo(
    var_dir: VarDirOption = None,
    flow: Annotated[
        bool, typer.Option("--flow/--no-flow", help="Harvest through the flow engine, or without it.")
    ] = True,
) -> int:
    """Harvest a small bundled site twice and report what changed."""
    from cli.demo_site.server import DemoSite

    started = time.monotonic()
    folder = load_settings(var_dir=var_dir).var_dir / "demo"
    clear_folder(folder)
    print_line(f"This demonstration keeps to {folder} and to this machine.")
    with DemoSite() as site, ExitStack() as stack:
        settings = _set_up(folder, site.root)
        remember_flags(
            {
                "--sources": str(settings.sources_dir),
                "--database": settings.database_url,
                "--var-dir": str(folder),
            }
        )
        story = _Story(site=site, settings=settings, is_flow=flow)
        story.announce(
            f"A small library serves its site at {site.root}: three pages of entries, and an about page."
        )
        if flow:
            story.announce("The flow engine starts, which takes a while.")
            stack.enter_context(_start_engine(folder / "prefect"))
        runs = story.tell()
    print_line()
    print_line(f"Done in {time.monotonic() - started:.0f} seconds.")
    return 1 if any(map(advise, runs)) else 0


def clear_folder(folder: Path) -> None:
    """Makes an empty folder for the demonstration, wiping what a former one left there.

    Raises:
        SettingsInvalid: if the folder holds anything else, or can't be made.
    """
    try:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise SettingsInvalid(f"{folder} is not a plain folder; move it out of the way")
        if folder.exists() and any(folder.iterdir()):
            if not (folder / MARK).is_file():
                raise SettingsInvalid(f"{folder} was not made by a demonstration; move it out of the way")
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text("Made by 'pubharvest demo', which wipes this folder when it starts.\n")
    except OSError as error:
        raise SettingsInvalid(f"{folder} can't be made ready: {error.strerror}; try --var-dir") from error


def _set_up(folder: Path, root: str) -> Settings:
    """Settings of the demonstration alone, and its source files with the site's address filled in."""
    from importlib.resources import files

    sources = folder / "sources"
    sources.mkdir()
    for template in files("cli.demo_site").joinpath("sources").iterdir():
        text = template.read_text(encoding="utf-8").replace("{root}", root)
        (sources / template.name).write_text(text, encoding="utf-8")
    return Settings(
        database_url=f"sqlite:///{folder / 'catalogue.db'}",
        var_dir=folder,
        sources_dir=sources,
        allow_hosts=("127.0.0.1",),
    )


def _start_engine(home: Path) -> AbstractContextManager[None]:
    """A flow engine of this process alone, whatever the environment says of another one."""
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ |= {
        "PREFECT_HOME": str(home.absolute()),
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "DO_NOT_TRACK": "1",
    }
    from flows.engine import flow_engine

    return flow_engine(home, tell=print_line)


@dataclass(slots=True)
class _Story:
    """What happens, step by step, told as it happens."""

    site: "DemoSite"
    settings: Settings
    is_flow: bool
    step: int = 0

    def tell(self) -> tuple[Run, ...]:
        """All runs of the story."""
        self.announce("First harvest.")
        first = self._harvest()
        self._note("One entry is listed twice; the catalogue holds it once.")
        before = read_head_seq(self.settings)

        self.site.version = 2
        self.announce(
            "The site changes: a new entry, an edited text, an entry gone, and another wording of who paid."
        )
        self.announce("Second harvest.")
        second = self._harvest()
        self._note("The missing entry stays for now: one absence may be an accident.")

        self.announce("Third harvest: absent from two complete runs in a row, the entry is withdrawn.")
        third = self._harvest()
        self.announce("What changed since the first harvest:")
        self._report(before)
        return first + second + third

    def announce(self, text: str) -> None:
        self.step += 1
        print(f"\n{self.step}. {text}", flush=True)

    def _note(self, text: str) -> None:
        print(f"   {make_safe(complete_hints(text))}", flush=True)

    def _harvest(self) -> tuple[Run, ...]:
        from services.harvest.source_choice import require_sources

        self.site.answered.clear()
        sources = require_sources(self.settings.sources_dir, [])
        if self.is_flow:
            runs = harvest_as_flow(sources, self.settings)
        else:
            runs = harvest_without_flows(sources, self.settings, is_silent=True)
        for run in runs:
            self._note(advise(run) or tell_run(run))
        unchanged = self.site.answered.get(HTTPStatus.NOT_MODIFIED, 0)
        if unchanged:
            asked = sum(self.site.answered.values())
            self._note(
                f"{unchanged} of {asked} requests were answered with 'not modified' and cost next to nothing."
            )
        return runs

    def _report(self, since: int) -> None:
        page = self.settings.var_dir / "report.html"
        order = ReportOrder(since=since, note=SITE_STOPPED)
        write_report(page, render_report(self.settings, order, ReportFormat.HTML))
        print_line()
        print_markdown(render_report(self.settings, order, ReportFormat.MARKDOWN))
        print_line()
        for line in (
            SITE_STOPPED,
            "",
            f"The same as a page:  {page}",
            f"Feeds for others:    {self.settings.var_dir / 'feeds'}",
            "Try next:",
            *(f"  {name_command(f'pubharvest {words}')}" for words in NEXT),
        ):
            print(line)
