"""What is the Hessian of a model's objective times a vector? Exactly, on the samples of an evaluation."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.func import functional_call

from app.engine.curvature.lanczos import Product
from app.engine.training.evaluation import MOST_TRAINING_SAMPLES
from app.engine.training.layout import Layout
from app.engine.training.network import initial_model, unfold_bags, use_batch_statistics, with_head
from app.engine.training.task import learning_task
from app.spec import ModelObjective, RunSpec


class Surface:
    """The objective of one run as a function of all its weights: data loss and penalty, dropout off.

    The samples are the first training ones, as many as an evaluation looks at, wherever a stream is. Batch
    normalisation takes the statistics of these samples. Weights are float64 (n,) in the order of `Layout`,
    and it is computed in float64; but with convolutions, which take five times as long then, in float32: a
    product is right to five digits there.
    """

    def __init__(self, objective: ModelObjective, run: RunSpec) -> None:
        self._task = learning_task(objective, run)
        data, pairing = self._task.data, self._task.pairing
        model, _ = initial_model(
            objective, run.model_copy(update={"optimizer": "SGD"}), pairing, data.shape, 0
        )
        self.layout = Layout.of(model)
        self._prefix = "" if pairing.head is None else "0."
        network = with_head(model, pairing).eval()
        convolves = any(isinstance(module, nn.Conv2d) for module in network.modules())
        self._dtype = torch.float32 if convolves else torch.float64
        self._network = network.to(self._dtype)
        use_batch_statistics(self._network)
        unfold_bags(self._network)
        pairing.criterion.to(self._dtype)
        rows = slice(MOST_TRAINING_SAMPLES)
        inputs = self._cast(data.train.inputs[rows])
        # Derivatives of convolutions take two thirds of the time with the channels last in memory.
        self._inputs = inputs.to(memory_format=torch.channels_last) if convolves else inputs
        self._targets = self._cast(self._task.targets.training[rows])

    def value(self, weights: Tensor, moving: Tensor) -> Tensor:
        """The objective at `weights`; `moving`, bool (n,), are the trainable ones, which have a price."""
        weights = weights.to(self._dtype)
        parameters = self.layout.split(weights)
        named = {self._prefix + name: part for name, part in parameters.items()}
        prediction = functional_call(self._network, named, (self._inputs,))
        loss = self._task.pairing.loss(prediction, self._targets)
        return loss + self._task.penalty([weights[moving]]) if self._task.penalised else loss

    def gradient(self, weights: Tensor, moving: Tensor) -> Tensor:
        """The gradient (n,) at `weights`, 0 for what does not move."""
        point = weights.detach().double().clone().requires_grad_()
        (slope,) = torch.autograd.grad(self.value(point, moving), point)
        return slope * moving

    def hessian_product(self, weights: Tensor, moving: Tensor) -> Product:
        """The product of the Hessian at `weights`, among the coordinates that move, with a vector (n,)."""
        point = weights.detach().double().clone().requires_grad_()
        (slope,) = torch.autograd.grad(self.value(point, moving), point, create_graph=True)

        def product(vector: Tensor) -> Tensor:
            if slope.grad_fn is None:  # a loss without second derivative anywhere
                return torch.zeros_like(vector)
            (image,) = torch.autograd.grad(
                slope, point, vector * moving, retain_graph=True, materialize_grads=True
            )
            return image.detach() * moving

        return product

    def _cast(self, samples: Tensor) -> Tensor:
        return samples.to(self._dtype) if samples.is_floating_point() else samples


def scaled(product: Product, scale: Tensor) -> Product:
    """The product of S H S, where S is the diagonal matrix of `scale` (n,)."""
    return lambda vector: scale * product(scale * vector)
