"""Processes that a test finds among its own children."""

import os

import psutil

SPIDER = "harvesters.spiders.process"


def find_spiders(pid: int | None = None) -> list[psutil.Process]:
    """The spiders that a process has started; by default this one."""
    children = psutil.Process(os.getpid() if pid is None else pid).children()
    return [child for child in children if _is_spider(child)]


def _is_spider(process: psutil.Process) -> bool:
    try:
        return SPIDER in process.cmdline()
    except psutil.NoSuchProcess:  # it has ended, though nobody has asked how
        return False
