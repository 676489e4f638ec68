"""What was typed? The arguments of every command, without a word of torch."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Sequence
from typing import NoReturn

from app import __version__

ABOUT = {
    "serve": "serve the page on HOST:PORT (what thalweg does without a command)",
    "compare": "run optimizers side by side and tell what came of it",
    "landscape": "the loss on a grid",
    "sweep": "one run over the values of one or two hyperparameters",
    "export": "a comparison as a file of any format",
    "catalog": "what can be chosen",
}
EPILOG = """examples:
  thalweg compare rosenbrock --run Adam:lr=0.05 --run SGD:lr=0.001,momentum=0.9 --steps 300 --out race.gif
  thalweg compare "x**2 + 10*y**2" --domain -3,3,-3,3 --start -2.5,2 --run SGD:lr=0.09 --json
  thalweg sweep beale --run Adam --param lr=0.001:1:13 --steps 500
  thalweg export csv --spec comparison.json --out race.csv
"""
# Options whose value may begin with a minus sign, which argparse takes for another option.
SIGNED = ("--start", "--domain")


class BadArguments(Exception):
    """Arguments that cannot be understood, in a sentence."""


class Parser(argparse.ArgumentParser):
    """A parser that complains in one sentence, to its caller."""

    def error(self, message: str) -> NoReturn:
        raise BadArguments(f"{message}; see {self.prog} --help")


def read_arguments(given: Sequence[str]) -> argparse.Namespace:
    """The arguments, with `command` in them; `BadArguments` where they make no sense."""
    given = _with_values(given)
    _check_command(given)
    asked = _parser().parse_args(given)
    if asked.command is None:
        asked.command, asked.host, asked.port = "serve", None, None
    return asked


def _check_command(given: Sequence[str]) -> None:
    """Name the nearest where the first word is no command."""
    if given and not given[0].startswith("-") and given[0] not in ABOUT:
        close = difflib.get_close_matches(given[0], ABOUT, n=1)
        advice = f", perhaps {close[0]}" if close else ""
        message = f"there is no command {given[0][:40]!r}{advice}; expected one of {', '.join(ABOUT)}"
        raise BadArguments(message)


def _with_values(given: Sequence[str]) -> list[str]:
    """`--start -1.5,2` as `--start=-1.5,2`."""
    words: list[str] = []
    for word in given:
        if words and words[-1] in SIGNED:
            words[-1] += f"={word}"
        else:
            words.append(word)
    return words


def _parser() -> Parser:
    parser = Parser(
        prog="thalweg",
        description="Real PyTorch optimizers on loss landscapes.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"thalweg {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    made = {
        name: commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        for name, about in ABOUT.items()
    }
    made["serve"].add_argument("--host", help="address to listen on, in place of HOST")
    made["serve"].add_argument("--port", help="port to listen on, in place of PORT")
    made["export"].add_argument("format", metavar="FORMAT", help="see thalweg catalog formats")
    for name in ("compare", "landscape", "sweep", "export"):
        _add_objective(made[name], with_runs=name != "landscape")
    made["landscape"].add_argument("--resolution", type=int, help="grid points along one side (100)")
    made["sweep"].add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUES", dest="params",
        help="values such as lr=0.1,0.2,0.5, or LOW:HIGH:COUNT; twice for a grid",
    )  # fmt: skip
    made["sweep"].add_argument("--seeds", type=int, help="seeds of each choice (models; 1)")
    made["catalog"].add_argument("kind", nargs="?", metavar="KIND", help="functions, optimizers, ...")
    made["catalog"].add_argument("id", nargs="?", metavar="ID", help="one entry, in full")
    made["catalog"].add_argument("--json", action="store_true", help="as JSON on stdout")
    return parser


def _add_objective(parser: argparse.ArgumentParser, with_runs: bool) -> None:
    what = parser.add_argument_group("objective")
    what.add_argument(
        "objective", nargs="?", metavar="OBJECTIVE", help="a function's id, or a formula in x and y"
    )
    what.add_argument("--domain", metavar="XMIN,XMAX,YMIN,YMAX", help="of a formula, or of a landscape")
    what.add_argument("--start", metavar="X,Y", help="where the runs begin")
    what.add_argument("--noise", type=float, metavar="SIGMA", help="synthetic gradient noise")
    what.add_argument("--model", metavar="ID", help="train a model in place of a function")
    what.add_argument("--dataset", metavar="ID", help="that it learns")
    what.add_argument("--loss", metavar="ID", help="a torch.nn loss")
    what.add_argument("--batch-size", type=int, metavar="N", help="all samples when left out")
    what.add_argument(
        "--spec", metavar="FILE", help="a comparison or a request of the API as JSON; - is stdin"
    )
    if with_runs:
        runs = parser.add_argument_group("runs")
        runs.add_argument(
            "--run", action="append", default=[], metavar="RUN", dest="runs",
            help="an optimizer with its hyperparameters: Adam:lr=0.05,betas=[0.9,0.99]",
        )  # fmt: skip
        runs.add_argument("--steps", type=int, metavar="N", help="steps of each run (300)")
        runs.add_argument("--seed", type=int, metavar="N", help="of noise, batches and weights (0)")
    output = parser.add_argument_group("output")
    output.add_argument("--out", metavar="FILE", help="write a file")
    output.add_argument("--json", action="store_true", help="the API's answer on stdout")
