"""Strict JSON: what Python's own reader lets through is refused here."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.spec import read_json


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "expected JSON"),
        ('{"a": NaN}', "NaN"),
        ("[Infinity]", "Infinity"),
        ("[-Infinity]", "-Infinity"),
        ("[1e309]", "float64"),
        ('{"a": 1, "a": 2}', "twice"),
        ("[" * 100_000, "nesting"),
        ("[" * 40 + "]" * 40, "nesting"),
        ("9" * 5_000, "digits"),
        (b"\xff\xfe", "UTF-8"),
        ('{"a": 1} trailing', "expected JSON"),
        ('{"label": "\\ud800"}', "half a pair: \\ud800"),
        ('{"\\uDFFF": 1}', "half a pair"),
        ('["\\udc00\\ud800"]', "half a pair"),
        ('["\ud800"]', "half a pair"),
    ],
)
def test_what_is_not_strict_json_is_refused_with_a_sentence(text: str | bytes, expected: str) -> None:
    began = time.perf_counter()
    with pytest.raises(Refusal) as caught:
        read_json(text)
    assert time.perf_counter() - began < 0.5
    assert caught.value.code == "not_json"
    assert caught.value.status == 400
    assert expected in caught.value.message


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
        max_leaves=20,
    )
)
def test_every_strict_document_is_read_as_it_was_written(document: object) -> None:
    assert read_json(json.dumps(document)) == document


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_input_gives_a_document_or_a_refusal(text: str | bytes) -> None:
    refused = None
    try:
        read_json(text)
    except Refusal as refusal:
        refused = refusal
    assert refused is None or refused.status == 400
