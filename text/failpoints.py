"""Named points at which a test lets this process be killed, or be refused by the operating system."""

import errno
import os
import re
import signal
from dataclasses import dataclass

from models.errors import SettingsInvalid

_SPEC = re.compile(r"(?P<name>[a-z_]+)(?:@(?P<nth>[1-9][0-9]*))?:(?P<action>kill|E[A-Z0-9]+)")


@dataclass(slots=True)
class _Armed:
    spec: str
    name: str
    action: str
    left: int
    """How often the point may still be passed unharmed."""

    def pass_by(self) -> None:
        if self.left:
            self.left -= 1
        elif self.action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        else:
            number = getattr(errno, self.action)
            raise OSError(number, os.strerror(number))


_armed: _Armed | None = None
"""Set once, where the process starts."""


def arm(spec: str | None) -> None:
    """Lets the point of ``NAME[@NTH]:ACTION`` fail from its NTH passing on; ``None``: none fails.

    ACTION is ``kill``, as by ``kill -9``, or the name of an error number, such as ``ENOSPC``.

    Raises:
        SettingsInvalid: It is not of that form.
    """
    global _armed
    _armed = _read(spec) if spec is not None else None


def armed_as() -> str | None:
    """What a process that is started from here is to be armed with; ``None``: nothing."""
    return _armed.spec if _armed is not None else None


def failpoint(name: str) -> None:
    """Passes a point; nothing happens unless a test has armed it."""
    if _armed is not None and _armed.name == name:
        _armed.pass_by()


def _read(spec: str) -> _Armed:
    parts = _SPEC.fullmatch(spec)
    if parts is None or not (parts["action"] == "kill" or hasattr(errno, parts["action"])):
        raise SettingsInvalid(
            f"PUBHARVEST_FAILPOINT: {spec!r} is no failpoint; write NAME:kill, NAME:ENOSPC or NAME@NTH:ACTION"
        )
    return _Armed(spec, parts["name"], parts["action"], int(parts["nth"] or 1) - 1)
