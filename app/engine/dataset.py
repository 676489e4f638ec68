"""What is there to learn? A dataset's samples, to be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from app.catalog import datasets
from app.messages import Document, Message
from app.spec import DatasetRequest


def show_dataset(request: DatasetRequest) -> Iterator[Message | None]:
    """The samples of both splits and what they are, as the API shows them."""
    yield Document(datasets.describe(request.dataset.id, request.dataset.params))
