"""Which weights did a run end with? Trained anew, or known, as a file to take away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.engine.training.work import TrainingWork
from app.messages import File, Message, Weights
from app.spec import CheckpointRequest


def make_checkpoint(request: CheckpointRequest, checkpoints: Mapping[str, bytes]) -> Iterator[Message | None]:
    """The asked-for weights of one run as a safetensors file; the others are not trained for it."""
    run = request.comparison.runs[request.run]
    alone = request.comparison.model_copy(update={"runs": (run,)})
    found = None
    for message in TrainingWork(alone, None, checkpoints):
        if isinstance(message, Weights) and message.which == request.which:
            found = message.data
        yield None
    assert found is not None
    yield File(found)
