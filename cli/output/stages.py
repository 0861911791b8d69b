"""Progress of long work that goes through stages."""

from collections.abc import Callable

from cli.output.terminal import is_terminal, print_line


def make_stage_watch() -> Callable[[str, int, int], None]:
    """A watch that shows a person at a terminal each step, and anyone else that a stage has begun."""
    begun: set[str] = set()

    def watch(stage: str, done: int, total: int) -> None:
        if is_terminal():
            print(f"\r{stage} {done:,}" + (f" of {total:,}" if total else ""), end=" " * 12, flush=True)
        elif stage not in begun and total:
            begun.add(stage)
            print_line(f"{stage} {total:,}")

    return watch
