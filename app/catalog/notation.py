"""Mathematics written by hand: small pieces of presentation MathML, put together like a sentence."""

from __future__ import annotations

_SIGNS = {"-": "−", "<": "&lt;", "*": "⋅", ">": "&gt;", ">=": "≥", "<=": "≤"}


def formula(*pieces: str) -> str:
    """A <math> element, complete with its namespace."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{row(*pieces)}</math>'


def row(*pieces: str) -> str:
    """Pieces side by side; what is not markup yet becomes a number, a name or an operator."""
    return f"<mrow>{''.join(map(_piece, pieces))}</mrow>"


def sub(base: str, index: str) -> str:
    return f"<msub>{row(base)}{row(index)}</msub>"


def power(base: str, exponent: str) -> str:
    return f"<msup>{row(base)}{row(exponent)}</msup>"


def fraction(above: str, below: str) -> str:
    return f"<mfrac>{row(above)}{row(below)}</mfrac>"


def hat(name: str) -> str:
    return f"<mover>{row(name)}<mo>^</mo></mover>"


def tilde(name: str) -> str:
    return f"<mover>{row(name)}<mo>~</mo></mover>"


def bar(name: str) -> str:
    return f"<mover>{row(name)}<mo>¯</mo></mover>"


def upright(word: str) -> str:
    """A word in the place of a symbol."""
    return f'<mi mathvariant="normal">{word}</mi>'


def total(index: str, *body: str) -> str:
    """The sum of `body` over `index`, written below the sign."""
    return f'<munder><mo movablelimits="false">∑</mo>{row(index)}</munder>{row(*body)}'


def mean(*body: str) -> str:
    """The mean of `body` over the N samples of a batch."""
    return fraction("1", "N") + total("n", *body)


def group(*body: str) -> str:
    return f"<mrow><mo>(</mo>{''.join(map(_piece, body))}<mo>)</mo></mrow>"


def size(*body: str) -> str:
    """The absolute value."""
    return _between("|", *body)


def norm(*body: str) -> str:
    return _between("‖", *body)


def apply(function: str, *body: str) -> str:
    """A function with an upright name, applied to `body`; a word keeps off what precedes it."""
    space = '<mspace width="0.17em"/>' if len(function) > 1 else ""
    return f'{space}<mi mathvariant="normal">{function}</mi><mo>&#x2061;</mo>{group(*body)}'


def positive_part(*body: str) -> str:
    return apply("max", "0", ",", *body)


def cases(*branches: tuple[str, str]) -> str:
    """Values with the condition of each."""
    rows = "".join(
        f'<mtr><mtd columnalign="left">{value}</mtd><mtd columnalign="left">{condition}</mtd></mtr>'
        for value, condition in branches
    )
    return f'<mrow><mo stretchy="true">{{</mo><mtable>{rows}</mtable></mrow>'


def _between(bar: str, *body: str) -> str:
    inside = "".join(map(_piece, body))
    fence = f'<mo fence="true" form="{{}}">{bar}</mo>'
    return f"<mrow>{fence.format('prefix')}{inside}{fence.format('postfix')}</mrow>"


def _piece(piece: str) -> str:
    if piece.startswith("<") and piece.endswith(">"):
        return piece
    if piece[0].isdigit():
        return f"<mn>{piece}</mn>"
    if piece.isalpha():
        return f"<mi>{piece}</mi>"
    return f"<mo>{_SIGNS.get(piece, piece)}</mo>"
