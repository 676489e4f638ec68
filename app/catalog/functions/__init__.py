"""The test functions, in the order of the gallery."""

from __future__ import annotations

from app.catalog.entries import Function, Text
from app.catalog.functions.basins import BASINS
from app.catalog.functions.bowls import BOWLS
from app.catalog.functions.creases import CREASES
from app.catalog.functions.plateaus import PLATEAUS
from app.catalog.functions.ripples import RIPPLES
from app.catalog.functions.saddles import SADDLES
from app.catalog.functions.valleys import VALLEYS

GROUPS = {
    "bowls": Text("Bowls", "碗"),
    "valleys": Text("Valleys", "山谷"),
    "basins": Text("A few minima", "几个极小值"),
    "ripples": Text("Many minima", "许多极小值"),
    "saddles": Text("Saddles", "鞍点"),
    "plateaus": Text("Plateaus", "高原"),
    "creases": Text("Creases", "折痕"),
}

FUNCTIONS: dict[str, Function] = {
    function.id: function
    for functions in (BOWLS, VALLEYS, BASINS, RIPPLES, SADDLES, PLATEAUS, CREASES)
    for function in functions
}
