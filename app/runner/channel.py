"""The words between the pool and a worker, and how they travel over a socket.

Commands go down as pickles: both ends are this program, and the socket has no name that others could open.
Frames come up as bytes that are ready for the client and are never decoded on the way.
"""

from __future__ import annotations

import pickle
import select
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from app.messages import Known
    from app.spec import Request

COMMAND = struct.Struct("!I")  # length
FRAME = struct.Struct("!BQIBQ")  # tag, number of the job, length; of a message: its series' length, its place
RUN = struct.Struct("!I")  # the number of a run, in a POINT frame
ID_LENGTH = 64  # of a checkpoint, in a KEEP frame
PIECE_BYTES = 1 << 18


class Tag(IntEnum):
    """What a frame from a worker means."""

    READY = 1  # the worker is warm
    MESSAGE = 2  # encoded bytes for the client, with their place in their series
    REPLY = 3  # to a change: JSON {"ticket", "step"} or {"ticket", "refusal"}
    DONE = 4  # the job has ended well: JSON [runs, steps] of what was worked on
    FAILED = 5  # the job has ended with a refusal, in JSON
    CANCELLED = 6  # the job has ended as told: as DONE
    PAUSED = 7  # the job rests in the worker, which is free for others
    KEEP = 8  # a checkpoint for the shelf: its id, then the file
    POINT = 9  # a recovery point of a training: RUN, then the file


class Frame(NamedTuple):
    """One word of a worker; `place` is that of a message in its series, if it has one."""

    tag: Tag
    job: int
    payload: bytes
    place: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """Work on a request: as a stream of messages, or for one whole answer.

    `checkpoints` are the files that its runs start from, by id. Only what lies beyond `known` is sent; that
    and what follows it is what `app.messages.Past` is made of.
    """

    job: int
    identifier: str
    request: Request
    whole: bool
    checkpoints: Mapping[str, bytes] = field(default_factory=dict)
    known: Known = field(default_factory=dict)
    evaluated: Mapping[int, Sequence[int]] = field(default_factory=dict)
    points: Mapping[int, bytes] = field(default_factory=dict)
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Resume:
    job: int


@dataclass(frozen=True, slots=True)
class Pause:
    job: int


@dataclass(frozen=True, slots=True)
class Cancel:
    job: int


@dataclass(frozen=True, slots=True)
class Steer:
    job: int
    ticket: int
    run: int
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Extend:
    job: int
    ticket: int
    steps: int


@dataclass(frozen=True, slots=True)
class Forget:
    """A checkpoint is gone: what names it as its own must be computed anew."""

    checkpoint: str


Command = Begin | Resume | Pause | Cancel | Steer | Extend | Forget


def pack_command(command: Command) -> bytes:
    """The command as it travels."""
    body = pickle.dumps(command, protocol=pickle.HIGHEST_PROTOCOL)
    return COMMAND.pack(len(body)) + body


def pack_frame(tag: Tag, job: int, payload: bytes, place: tuple[str, int] | None = None) -> bytes:
    """The frame as it travels."""
    series, far = place or ("", 0)
    name = series.encode()
    return FRAME.pack(tag, job, len(payload), len(name), far) + name + payload


class WorkerChannel:
    """The worker's end: blocking, so that a pool that does not read makes the worker wait."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        sock.setblocking(True)

    def send(
        self, tag: Tag, job: int = 0, payload: bytes = b"", place: tuple[str, int] | None = None
    ) -> None:
        """Send one frame; blocks while the pool does not read."""
        self._socket.sendall(pack_frame(tag, job, payload, place))

    def receive(self) -> Command | None:
        """The next command, when it comes; None when the pool is gone."""
        header = self._exactly(COMMAND.size)
        body = header and self._exactly(COMMAND.unpack(header)[0])
        if not body:
            return None
        command: Command = pickle.loads(body)
        return command

    def waiting(self) -> bool:
        """Whether a command can be received without blocking."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def _exactly(self, size: int) -> bytes | None:
        parts = bytearray()
        while len(parts) < size:
            part = self._socket.recv(min(size - len(parts), PIECE_BYTES))
            if not part:
                return None
            parts += part
        return bytes(parts)
