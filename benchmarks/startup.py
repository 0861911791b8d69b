"""How long the commands that need no flow take to start, against the bare interpreter in the same run.

    python benchmarks/startup.py [--rounds 7]

Each command runs as its own process, in turn with ``python -c pass``; told are the medians of the wall
time and of the processor time, and the ratio of the latter to the bare interpreter's.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOUND_S = 0.4
"""Longest median wall time of a command on an idle machine."""

BARE = "python -c pass"
COMMANDS = (
    "--help",
    "sources list",
    "sources check",
    "runs --help",
    "runs list",
    "report --format json",
    "db check",
    "match --help",
)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=7)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PUBHARVEST_VAR_DIR": folder, "PYTHONPATH": str(ROOT)}
        environment.pop("PUBHARVEST_DATABASE_URL", None)
        measure(["-m", "cli", "db", "upgrade"], environment)
        wall_s: dict[str, list[float]] = defaultdict(list)
        cpu_s: dict[str, list[float]] = defaultdict(list)
        for _ in range(rounds):
            for name in (BARE, *COMMANDS):
                words = ["-c", "pass"] if name == BARE else ["-m", "cli", *name.split()]
                wall, cpu = measure(words, environment)
                wall_s[name].append(wall)
                cpu_s[name].append(cpu)
    return tell(wall_s, cpu_s)


def measure(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds of wall and processor time of one process."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=environment["PUBHARVEST_VAR_DIR"],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tell(wall_s: dict[str, list[float]], cpu_s: dict[str, list[float]]) -> int:
    """Prints a line a command; 1 if any is slower than the bound."""
    bare = statistics.median(cpu_s[BARE])
    print(f"{'command':24}{'wall s':>8}{'cpu s':>8}{'cpu ratio':>11}")
    slow = False
    for name in (BARE, *COMMANDS):
        wall, cpu = statistics.median(wall_s[name]), statistics.median(cpu_s[name])
        slow = slow or wall > BOUND_S
        print(
            f"{name:24}{wall:8.3f}{cpu:8.3f}{cpu / bare:11.1f}{'  over the bound' if wall > BOUND_S else ''}"
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
