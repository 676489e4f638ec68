"""How does each quantity of the rules look in mathematics? The field's letters, by our names."""

from __future__ import annotations

from app.catalog.notation import bar, hat, row, sub, tilde, upright

_FORMER = row("t", "-", "1")
_NEXT = row("t", "+", "1")
_MAX = upright("max")


def _at(letter: str, index: str = "t") -> str:
    return f"<msub>{row(letter)}{row(index)}</msub>"


def _both(name: str, letter: str) -> dict[str, str]:
    """A quantity after the step and before it."""
    return {name: _at(letter), f"{name}_before": _at(letter, _FORMER)}


def _raised(letter: str, index: str, exponent: str) -> str:
    return f"<msubsup>{row(letter)}{row(index)}{row(exponent)}</msubsup>"


# Step t begins at position t - 1, as in torch's documentation.
QUANTITIES: dict[str, str] = {
    "t": row("t"),
    "gradient": f"<mo>∇</mo><mi>f</mi><mo>&#x2061;</mo><mrow><mo>(</mo>{_at('θ', _FORMER)}<mo>)</mo></mrow>",
    "gradients": f"<munder><mo>∑</mo>{row('k', '<', 't')}</munder>"
    f"<mo>∇</mo><mi>f</mi><mo>&#x2061;</mo><mrow><mo>(</mo>{_at('θ', 'k')}<mo>)</mo></mrow>",
    "update": f"<mi>Δ</mi>{_at('θ')}",
    "rate": _at("η"),
    "direction": _at("r"),
    "g_decayed": _at(tilde("g")),
    "v_max": _raised("v", "t", _MAX),
    "v_max_before": _raised("v", _FORMER, _MAX),
    "m_hat": _at(hat("m")),
    "v_hat": _at(hat("v")),
    "mu_next": _at("μ", _NEXT),
    "rho_inf": sub("ρ", "∞"),
    "rho_t": _at("ρ"),
    "rectification": _at("r"),
    "lr_decayed": _at(tilde("η")),
    "delta": _at("δ"),
    "spread": _raised("σ", "t", "2"),
    "factor": _at("f"),
    "fresh": _at("w"),
    "reach": _at("ϱ"),
    "scaled": _at("u"),
    "brake": _at("c"),
    "s": _at("s"),
    "y": _at("y"),
    "ro": _at("ρ"),
    "gamma": _at("γ"),
    "curvature": _at("κ"),
    "H": _at("H"),
    "searched": upright("searched"),
    **_both("theta", "θ"),
    **_both("g", "g"),
    **_both("b", "b"),
    **_both("m", "m"),
    **_both("v", "v"),
    **_both("u", "u"),
    **_both("mu", "μ"),
    **_both("product", "Π"),
    **_both("total", "G"),
    **_both("a", "a"),
    **_both("g_mean", bar("g")),
    **_both("eta", "η"),
    **_both("ax", bar("θ")),
    **_both("length", "Γ"),
    **_both("previous", "p"),
    **_both("jump", "d"),
    **_both("tau", "τ"),
}

HYPERPARAMETERS: dict[str, str] = {
    "lr": row("η"),
    "momentum": row("μ"),
    "dampening": row("τ"),
    "weight_decay": row("λ"),
    "beta1": sub("β", "1"),
    "beta2": sub("β", "2"),
    "eps": row("ϵ"),
    "alpha": row("α"),
    "rho": row("ρ"),
    "lambd": _at("λ", "a"),
    "t0": sub("t", "0"),
    "etaminus": f"<msup>{row('η')}<mo>−</mo></msup>",
    "etaplus": f"<msup>{row('η')}<mo>+</mo></msup>",
    "shortest": sub("Γ", upright("min")),
    "longest": sub("Γ", upright("max")),
    "momentum_decay": row("ψ"),
    "lr_decay": row("κ"),
    "beta2_decay": row("τ"),
    "eps1": sub("ϵ", "1"),
    "eps2": sub("ϵ", "2"),
    "d": row("d"),
}

SYMBOLS: dict[str, str] = {**QUANTITIES, **HYPERPARAMETERS}
