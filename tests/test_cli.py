"""The command as a person types it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from PIL import Image

from app.cli import main
from tests.conftest import ROOT
from tests.plain import plain_loop

RACE = ("rosenbrock", "--run", "Adam:lr=0.05", "--run", "SGD:lr=0.001,momentum=0.9", "--steps", "20")
FORMULA = "(1 - x)**2 + 100*(y - x**2)**2"


class Ended:
    """How a command ended, and what it said."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def thalweg(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command, called in this process."""
    former = signal.getsignal(signal.SIGTERM)

    def call(*arguments: str) -> Ended:
        try:
            main(arguments)
            status: Any = 0
        except SystemExit as ending:
            status = ending.code
        finally:
            signal.signal(signal.SIGTERM, former)
        out, err = capfdbinary.readouterr()
        return Ended(status, out.decode(), err.decode())

    return call


def test_a_comparison_is_told_as_a_table(thalweg: Any) -> None:
    ended = thalweg("compare", *RACE)
    assert (ended.status, ended.err) == (0, "")
    assert "Rosenbrock: 20 steps" in ended.out
    adam = next(line.split() for line in ended.out.splitlines() if line.startswith(" Adam"))
    plain = plain_loop(FORMULA, [-1.5, 2.0], "Adam", {"lr": 0.05}, 20)
    assert f"{plain['loss'][-1]:.6g}" in adam


def test_json_is_the_answer_of_the_api_and_nothing_else(thalweg: Any) -> None:
    ended = thalweg("compare", *RACE, "--json", "--start", "-1,1.5", "--seed", "3")
    answer = json.loads(ended.out)
    assert answer["spec"]["objective"]["start"] == [-1, 1.5]
    assert answer["spec"]["seed"] == 3
    plain = plain_loop(FORMULA, [-1.0, 1.5], "SGD", {"lr": 0.001, "momentum": 0.9}, 20)
    assert answer["runs"][1]["loss"] == plain["loss"].tolist()


@pytest.mark.parametrize("name", ["race.json", "race.csv", "race.parquet", "race.plotly.json", "race.gif"])
def test_the_ending_of_the_name_chooses_the_format(thalweg: Any, tmp_path: Path, name: str) -> None:
    ended = thalweg("compare", *RACE, "--out", str(tmp_path / name))
    assert ended.status == 0
    assert f"{name} (" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    data = (tmp_path / name).read_bytes()
    if name.endswith(".gif"):
        assert Image.open(io.BytesIO(data)).n_frames == 21  # type: ignore[attr-defined]
    if name == "race.json":
        assert len(json.loads(data)["runs"]) == 2


def test_a_file_of_the_contract_s_json_can_be_asked_for_again(thalweg: Any, tmp_path: Path) -> None:
    first = json.loads(thalweg("compare", *RACE, "--json", "--noise", "0.5").out)
    for number, document in enumerate((first, first["spec"], {"comparison": first["spec"]})):
        spec = tmp_path / f"{number}.json"
        spec.write_text(json.dumps(document))
        again = json.loads(thalweg("compare", "--spec", str(spec), "--json").out)
        assert again["spec"] == first["spec"]
        assert [run["loss"] for run in again["runs"]] == [run["loss"] for run in first["runs"]]
    longer = json.loads(
        thalweg("compare", "--spec", str(spec), "--json", "--steps", "30", "--noise", "0").out
    )
    assert (longer["spec"]["steps"], longer["spec"]["objective"]["noise"]) == (30, 0)


def test_formulas_and_models_are_compared_too(thalweg: Any) -> None:
    typed = json.loads(
        thalweg(
            "compare",
            "x**2 + 10*y**2",
            "--domain",
            "-3,3,-3,3",
            "--run",
            "momentum",
            "--steps",
            "5",
            "--json",
        ).out
    )
    assert typed["spec"]["objective"]["expression"] == "x**2 + 10*y**2"
    assert typed["runs"][0]["label"] == "Momentum"
    model = ("--model", "mlp", "--dataset", "moons", "--loss", "BCEWithLogitsLoss", "--batch-size", "32")
    learned = json.loads(thalweg("compare", *model, "--run", "Adam", "--steps", "5", "--json").out)
    assert len(learned["runs"][0]["loss"]) == 6


def test_export_writes_on_stdout_what_has_no_name(thalweg: Any) -> None:
    ended = thalweg("export", "csv", *RACE)
    rows = list(csv.DictReader(io.StringIO(ended.out, newline="")))
    assert (ended.status, ended.err, len(rows)) == (0, "", 42)


def test_a_landscape_is_told_and_written(thalweg: Any, tmp_path: Path) -> None:
    out = tmp_path / "grid.csv"
    ended = thalweg("landscape", "rosenbrock", "--domain", "0,2,0,2", "--resolution", "3", "--out", str(out))
    rows = [tuple(map(float, row)) for row in list(csv.reader(io.StringIO(out.read_text())))[1:]]
    assert rows == [(x, y, (1 - x) ** 2 + 100 * (y - x**2) ** 2) for y in (0, 1, 2) for x in (0, 1, 2)]
    assert "9 points" in ended.out
    grid = json.loads(
        thalweg("landscape", "log(x) + y", "--domain", "-1,1,0,1", "--resolution", "2", "--json").out
    )
    assert grid["z"][0] == [None, 0]


def test_a_sweep_tells_every_choice_and_the_best(thalweg: Any, tmp_path: Path) -> None:
    out = tmp_path / "sweep.csv"
    swept = ("--param", "lr=0.0001:0.01:3", "--param", "momentum=0,0.9")
    ended = thalweg("sweep", "rosenbrock", "--run", "SGD", *swept, "--steps", "50", "--out", str(out))
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert [float(row["lr"]) for row in rows[::2]] == pytest.approx([0.0001, 0.001, 0.01])
    for row in rows:
        params = {"lr": float(row["lr"]), "momentum": float(row["momentum"])}
        plain = plain_loop(FORMULA, [-1.5, 2.0], "SGD", params, 50)
        if row["status"] == "completed":
            assert float(row["final_loss"]) == plain["loss"][-1]
    assert "lowest final loss" in ended.out


@pytest.mark.parametrize(
    "words",
    [[], ["functions"], ["optimizers", "Adam"], ["functions", "beale"], ["presets", "Momentum"], ["formats"]],
)
def test_the_catalog_is_told_as_tables_and_as_json(thalweg: Any, words: list[str]) -> None:
    told = thalweg("catalog", *words)
    assert (told.status, told.err) == (0, "")
    assert len(told.out.splitlines()) > 2
    assert json.loads(thalweg("catalog", *words, "--json").out)


BAD = [
    (["compre"], "there is no command 'compre', perhaps compare"),
    (["compare", "rosenbrok", "--run", "Adam"], "there is no function 'rosenbrok', perhaps rosenbrock"),
    (["compare", "rosenbrock", "--run", "Adma"], "there is no optimizer 'Adma', perhaps Adam"),
    (["compare", "rosenbrock", "--run", "Adam:lrr=1"], "Adam has no parameter 'lrr'"),
    (["compare", "rosenbrock", "--run", "Adam:lr=-1"], "(at runs[0].params.lr)"),
    (["compare", "rosenbrock", "--run", "Adam:lr"], "expected name=value"),
    (["compare", "rosenbrock"], "expected at least one --run"),
    (["compare", "--run", "Adam"], "expected an objective"),
    (["compare", *RACE, "--steps", "many"], "invalid int value: 'many'"),
    (["compare", *RACE, "--steps", "0"], "expected steps to be at least 1, got 0"),
    (["compare", *RACE, "--start", "1"], "expected 2 numbers between commas, got '1'"),
    (["compare", *RACE, "--frobnicate"], "unrecognized arguments: --frobnicate"),
    (["compare", "x**2", "--run", "Adam"], "a formula needs a domain"),
    (["compare", "x**2 + z", "--domain", "0,1,0,1", "--run", "Adam"], "z is not known"),
    (["compare", "--model", "mlp", "--run", "Adam"], "a --model needs a --dataset"),
    (
        ["compare", *RACE, "--out", "race.xls"],
        "cannot tell a format from the name 'race.xls'; expected it to end in one of .",
    ),
    (
        ["compare", *RACE, "--out", "/no/such/folder/race.csv"],
        "cannot write '/no/such/folder/race.csv': No such file",
    ),
    (["compare", *RACE, "--out", "/"], "cannot tell a format from the name '/'"),
    (["compare", "--spec", "/no/such.json"], "cannot read '/no/such.json': No such file or directory"),
    (["export", "xls", *RACE], "there is no format 'xls'; expected one of "),
    (["sweep", "rosenbrock", "--run", "SGD"], "expected a --param"),
    (["sweep", "rosenbrock", "--run", "SGD", "--param", "lr=0:1:5:log"], "expected ends above 0"),
    (["sweep", "rosenbrock", "--run", "SGD", "--param", "lr=a"], "expected numbers such as"),
    (["landscape", "rosenbrock", "--out", "grid.png"], "expected a file whose name ends in .json or .csv"),
    (["landscape", "rosenbrock", "--resolution", "1"], "expected resolution to be at least 2"),
    (["catalog", "function"], "there is no kind 'function', perhaps functions"),
    (["catalog", "functions", "beal"], "there is no function 'beal', perhaps beale"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD, ids=lambda value: str(value)[:40])
def test_bad_input_ends_with_2_and_one_sentence(thalweg: Any, arguments: list[str], words: str) -> None:
    ended = thalweg(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert words in ended.err
    assert ended.err.count("\n") == 1
    assert ended.err.startswith("thalweg: ")


@pytest.mark.parametrize(
    "text", ["", "{", '{"runs": NaN}', "[1]", '{"spec": 3}', "\xff", '{"a": 1, "a": 2}', '{"x": 1}']
)
def test_a_spec_file_that_does_not_parse_is_told_in_one_sentence(
    thalweg: Any, tmp_path: Path, text: str
) -> None:
    spec = tmp_path / "spec.json"
    spec.write_bytes(text.encode("latin-1"))
    ended = thalweg("compare", "--spec", str(spec), "--out", str(tmp_path / "race.csv"))
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["spec.json"]


def test_a_file_stays_as_it_was_when_its_successor_fails(
    thalweg: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.cli import commands

    out = tmp_path / "race.csv"
    out.write_text("before")

    def fail(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "export", fail)
    ended = thalweg("compare", *RACE, "--out", str(out))
    assert (ended.status, ended.err) == (130, "thalweg: stopped\n")
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["race.csv"]


def test_a_written_file_replaces_the_one_before_and_keeps_its_rights(thalweg: Any, tmp_path: Path) -> None:
    out = tmp_path / "race.csv"
    out.write_text("before")
    out.chmod(0o640)
    assert thalweg("compare", *RACE, "--out", str(out)).status == 0
    assert out.read_text().startswith("label,")
    assert out.stat().st_mode & 0o777 == 0o640


def command(
    *arguments: str, environment: Mapping[str, str] = MappingProxyType({}), **options: Any
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell's job in the background does not hear Ctrl-C, and neither would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **options,
    )


def test_the_real_command_writes_where_it_stands(tmp_path: Path) -> None:
    process = command("compare", *RACE, "--out", "race.gif", cwd=tmp_path)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"Rosenbrock" in out
    assert err.startswith(b"wrote race.gif (")
    assert [path.name for path in tmp_path.iterdir()] == ["race.gif"]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_command_leaves_no_file(tmp_path: Path, number: signal.Signals, status: int) -> None:
    long = ("rosenbrock", *(["--run", "LBFGS:lr=0.0001"] * 12), "--steps", "20000")
    process = command("compare", *long, "--out", "race.csv", cwd=tmp_path)
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()):  # the work begins once the file beside it is there
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(number)
    try:
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == status
    assert out == b""
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path) -> None:
    process = command("catalog", cwd=tmp_path, environment={"THALWEG_MAX_RUNS": "many"})
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, b"")
    assert err.startswith(b"thalweg: THALWEG_MAX_RUNS cannot be 'many': ")
    assert err.count(b"\n") == 1


def test_a_terminal_sees_progress(tmp_path: Path) -> None:
    leader, follower = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "compare", *RACE, "--steps", "3000"],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=follower,
    )
    os.close(follower)
    seen = b""
    with suppress(OSError):  # which is how a terminal tells that nobody writes to it any more
        while piece := os.read(leader, 65_536):
            seen += piece
    os.close(leader)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"2 runs" in seen
    assert b"100%" in seen
    assert b"\x1b" not in out


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    process = command("catalog", "--json")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    err = process.stderr.read()
    process.wait(timeout=30)
    process.stderr.close()
    assert err == b""
