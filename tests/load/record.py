"""What a crowd went through, and what the server spent on it."""

from __future__ import annotations

import copy
import json
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil


@dataclass
class Record:
    """Seconds that people waited, and what they were told instead of an answer."""

    drags: list[float] = field(default_factory=list)  # from a movement of the hand to its whole answer
    fans: list[float] = field(default_factory=list)  # from touching a slider to its whole fan
    exact: list[float] = field(default_factory=list)  # from letting go of it to the exact comparison
    trainings: list[float] = field(default_factory=list)
    from_fan: int = 0  # movements whose path was here already
    given_up: int = 0  # answers that a newer movement overtook
    refused: Counter[str] = field(default_factory=Counter)
    wordless: list[str] = field(default_factory=list)  # refusals that no person could act on
    lost: Counter[str] = field(default_factory=Counter)  # connections that the server ended, by code

    def refuse(self, message: bytes) -> None:
        """Take down a refusal; it must be in words, in both languages."""
        try:
            error = json.loads(message)["error"]
            self.refused[error["code"]] += 1
            if not (error["message"].strip() and error["zh"].strip()):
                self.wordless.append(repr(error))
        except (ValueError, KeyError, TypeError):
            self.wordless.append(repr(message[:200]))

    def forget(self) -> None:
        """Begin anew, for those who hold on to this record."""
        vars(self).update(vars(Record()))

    def snapshot(self) -> Record:
        """What there is so far; what comes later is not in it."""
        return Record(**copy.deepcopy(vars(self)))


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of `values` do not exceed; infinite where there is none."""
    if len(values) < 2:
        return values[0] if values else float("inf")
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


@dataclass(frozen=True)
class Spent:
    """What the server's processes have used so far: seconds of the web process, of the others, and memory."""

    web: float
    workers: float
    own: float

    @classmethod
    def now(cls, pid: int) -> Spent:
        server = psutil.Process(pid)
        children = sum(map(_seconds, server.children(recursive=True)))
        return cls(_seconds(server), children, _seconds(psutil.Process()))

    def since(self, former: Spent) -> Spent:
        """What was used in between."""
        return Spent(self.web - former.web, self.workers - former.workers, self.own - former.own)


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


@dataclass(frozen=True)
class Held:
    """What the server holds while nobody is there."""

    megabytes: float
    files: int
    processes: int
    tasks: int

    def __str__(self) -> str:
        memory = f"{self.megabytes:.0f} MB in {self.processes} processes"
        return f"{memory}, {self.files} open files, {self.tasks} tasks"


def held(pid: int, tasks: int) -> Held:
    """Memory is counted without what processes share, so that a forked worker counts once."""
    server = psutil.Process(pid)
    family = [server, *server.children(recursive=True)]
    memory = sum(process.memory_full_info().uss for process in family)
    return Held(memory / 1e6, server.num_fds(), len(family), tasks)
