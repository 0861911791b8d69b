"""Points where a test lets the process fail: never by themselves, and exactly where it was asked for."""

import errno
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from models.errors import SettingsInvalid
from tests.paths import ROOT
from text.failpoints import arm, armed_as, failpoint


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm(None)


def test_nothing_fails_that_is_not_armed() -> None:
    failpoint("before_commit")
    arm("after_commit:EIO")
    failpoint("before_commit")
    arm(None)
    failpoint("after_commit")
    assert armed_as() is None


def test_an_armed_point_fails_from_its_nth_passing_on() -> None:
    arm("spool_line@3:ENOSPC")
    failpoint("spool_line")
    failpoint("spool_line")
    for _ in range(2):
        with pytest.raises(OSError, match="No space left") as caught:
            failpoint("spool_line")
        assert caught.value.errno == errno.ENOSPC
    assert armed_as() == "spool_line@3:ENOSPC"


def test_a_kill_is_one_that_nothing_catches() -> None:
    code = (
        "from text.failpoints import *\n"
        "arm('here:kill')\n"
        "try: failpoint('here')\n"
        "finally: print('still here')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")


@pytest.mark.parametrize(
    "spec", ["", "here", "here:", "here:stop", "here:ENOTHING", "here@0:kill", "a b:kill"]
)
def test_what_is_no_failpoint_is_told(spec: str) -> None:
    with pytest.raises(SettingsInvalid, match="PUBHARVEST_FAILPOINT"):
        arm(spec)
