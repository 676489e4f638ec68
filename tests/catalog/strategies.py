"""Formulas for hypothesis to try."""

from __future__ import annotations

from hypothesis import strategies as st


def combined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas one level deeper than `parts`."""
    one = st.sampled_from(
        ["exp", "log", "sqrt", "abs", "sin", "cos", "tan", "tanh", "atan", "sigmoid", "cosh", "sinh", "sign"]
    )
    return st.one_of(
        st.tuples(parts, st.sampled_from([" + ", " - ", "*", "/", "**"]), parts).map(
            "({0[0]}){0[1]}{0[2]}".format
        ),
        st.tuples(parts, st.sampled_from([" + ", " - ", "*", "/", "**"]), parts).map(
            "{0[0]}{0[1]}({0[2]})".format
        ),
        st.tuples(parts, st.sampled_from([" + ", " - ", "*", "/"]), parts).map("".join),
        parts.map("-{}".format),
        st.tuples(one, parts).map("{0[0]}({0[1]})".format),
        st.tuples(st.sampled_from(["min", "max"]), parts, parts).map("{0[0]}({0[1]}, {0[2]})".format),
    )


leaves = st.sampled_from(["x", "y", "pi", "e", "1", "2", "3", "0.5", "10", "1.7", "0", "4e-3"])
formulas = st.recursive(leaves, combined, max_leaves=12)
