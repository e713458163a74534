"""Searches on every core the command may use, ended by the clock or by Ctrl-C."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from types import FrameType

from cuntong.domain.routing import Spread

_stopped: Event = multiprocessing.Event()
_imported = time.monotonic()
ENDING = (signal.SIGINT, signal.SIGTERM)
STARTING_UP_S = 0.4  # interpreter and imports, where the system does not tell


def stopped() -> bool:
    """Say whether Ctrl-C was pressed or SIGTERM came; asked by every search in every process."""
    return _stopped.is_set()


def process_started() -> float:
    """Return when this process began, on the clock of `time.monotonic`."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        since_boot = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - since_boot
    except (AttributeError, IndexError, OSError, ValueError):
        return _imported - STARTING_UP_S
    return time.monotonic() - max(0.0, age)


@contextmanager
def searching(processes: int) -> Iterator[Spread]:
    """Give a `map` over worker processes; while it runs, Ctrl-C and SIGTERM end the searches, not the command."""
    before = {one: signal.signal(one, _stop) for one in ENDING}
    try:
        with ProcessPoolExecutor(processes, initializer=_adopt, initargs=(_stopped,)) as pool:
            yield pool.map
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def remaining_until(limit: float) -> Callable[[], float]:
    return lambda: limit - time.monotonic()


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _stop(_number: int, _frame: FrameType | None) -> None:
    _stopped.set()


def _adopt(event: Event) -> None:
    global _stopped
    _stopped = event
    for one in ENDING:
        signal.signal(one, signal.SIG_IGN)
