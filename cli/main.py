"""The front door: which commands there are, and where every error becomes one line and an exit code."""

import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command

from cli import catalogue, db, review, runs, sources
from cli.demo import demo
from cli.harvest import harvest
from cli.match import match
from cli.output.hints import Call, name_program, read_flags, remember_call
from cli.output.terminal import print_error, print_line, print_traceback
from cli.report import report
from models.errors import (
    DatabaseUnusable,
    EditInvalid,
    EntryUnknown,
    PubharvestError,
    RunUnknown,
    SettingsInvalid,
    SourceInvalid,
    SourceUnknown,
)
from services.settings import is_completing, read_failpoint
from text.failpoints import arm

USAGE_ERRORS = (
    SettingsInvalid,
    SourceInvalid,
    SourceUnknown,
    DatabaseUnusable,
    RunUnknown,
    EntryUnknown,
    EditInvalid,
)
"""What the caller has to put right before anything can be done."""

EXIT_TROUBLE, EXIT_USAGE, EXIT_INTERRUPTED, EXIT_BROKEN_PIPE = 1, 2, 130, 141

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
app.command(epilog="Example: pubharvest demo")(demo)
app.command(epilog="Example: pubharvest harvest agency-manuals --sources my-sources")(harvest)
app.command(epilog="Example: pubharvest report --days 7 --output report.html")(report)
app.command(epilog="Example: pubharvest match records.csv clusters.csv")(match)
app.add_typer(sources.app, name="sources")
app.add_typer(runs.app, name="runs")
app.add_typer(review.app, name="review")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(db.app, name="db")


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        print_line(f"pubharvest {version('pubharvest')}")
        raise typer.Exit


@app.callback()
def pubharvest(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback with an error.")] = False,
) -> None:
    """Keep one trustworthy catalogue of the publications and notices that organisations list."""


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code: 0 all well, 1 some run is not complete or an error, 2 usage or configuration."""
    # Start-up makes many objects that all stay; looking for garbage among them takes a tenth of it.
    gc.set_threshold(50_000)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    is_debug = "--debug" in arguments
    program = name_program(sys.argv[0], sys.orig_argv)
    remember_call(Call(program=program, flags=read_flags(arguments), options_of=list_options))
    try:
        arm(read_failpoint())
        if is_completing():
            # The shell asks what may come next, by variables of which the library has the names.
            get_command(app)(prog_name="pubharvest")
        code = _invoke([argument for argument in arguments if argument != "--debug"] or ["--help"])
        sys.stdout.flush()
    except KeyboardInterrupt:
        print_error("stopped; what was committed before stays")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return EXIT_BROKEN_PIPE
    except Exception as error:
        if is_debug:
            print_traceback(error)
        print_error(_describe(error))
        return _exit_code(error)
    return code


def _invoke(arguments: list[str]) -> int:
    command = get_command(app)
    try:
        with command.make_context("pubharvest", arguments) as context:
            code = command.invoke(context)
    except typer.Exit as stop:
        code = stop.exit_code
    return code if isinstance(code, int) else 0


def list_options(words: Sequence[str]) -> frozenset[str]:
    """The options of the command that the words lead to."""
    command = get_command(app)
    for word in words:
        inner = getattr(command, "commands", {}).get(word)
        if inner is None:
            break
        command = inner
    return frozenset(option for parameter in command.params for option in parameter.opts)


def _describe(error: Exception) -> str:
    if isinstance(error, PubharvestError):
        return str(error)
    if is_usage_error(error):
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "pubharvest"
        message = str(error.format_message())  # type: ignore[attr-defined]
        return f"{message.replace('Value error, ', '').rstrip('.')}; see '{path} --help'"
    return f"unexpected {type(error).__name__}: {error}; run again with --debug for the traceback"


def is_usage_error(error: Exception) -> bool:
    """Whether Typer could not make sense of the arguments; not every version exports the error's class."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def _exit_code(error: Exception) -> int:
    return EXIT_USAGE if isinstance(error, USAGE_ERRORS) or is_usage_error(error) else EXIT_TROUBLE


def _discard_output() -> None:
    """Keeps the interpreter from writing, at its exit, to a reader that has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
