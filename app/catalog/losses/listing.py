"""Every loss, in the order in which the page offers them."""

from __future__ import annotations

from app.catalog.entries import Loss
from app.catalog.losses.binary import (
    BCE,
    BCE_WITH_LOGITS,
    MULTI_LABEL_MARGIN,
    MULTI_LABEL_SOFT_MARGIN,
    SOFT_MARGIN,
)
from app.catalog.losses.classification import COSINE_SIMILARITY, CROSS_ENTROPY, MULTI_MARGIN, NLL
from app.catalog.losses.comparisons import COSINE_EMBEDDING, HINGE_EMBEDDING, MARGIN_RANKING, TRIPLET_MARGIN
from app.catalog.losses.custom import CUSTOM
from app.catalog.losses.likelihoods import GAUSSIAN_NLL, KL_DIV, POISSON_NLL
from app.catalog.losses.regression import HUBER, L1, MSE, SMOOTH_L1

_LOSSES = (
    MSE,
    L1,
    SMOOTH_L1,
    HUBER,
    GAUSSIAN_NLL,
    POISSON_NLL,
    BCE_WITH_LOGITS,
    BCE,
    SOFT_MARGIN,
    CROSS_ENTROPY,
    NLL,
    MULTI_MARGIN,
    MULTI_LABEL_SOFT_MARGIN,
    MULTI_LABEL_MARGIN,
    KL_DIV,
    MARGIN_RANKING,
    COSINE_EMBEDDING,
    HINGE_EMBEDDING,
    COSINE_SIMILARITY,
    TRIPLET_MARGIN,
    CUSTOM,
)

LOSSES: dict[str, Loss] = {loss.id: loss for loss in _LOSSES}
