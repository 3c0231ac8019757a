"""Layers of PyTorch that lie on a chip. PyTorch is optional: `pip install torch`.

    layer = chip.program(W, weight_range=2)
    analog = mortal.torch.AnalogLinear(layer, backward="nominal")
    y = analog(x)                              # measured on the chip
    loss.backward()
    analog.step(rate=0.01)                     # the gradient, as write pulses
"""
from __future__ import annotations

from typing import Literal

import numpy as np
import torch

from .chip import Layer

Backward = Literal["nominal", "exact", "none"]


class _Measure(torch.autograd.Function):
    @staticmethod
    def forward(context, x, weights, module):
        context.save_for_backward(x, weights)
        context.module = module
        y = module.layer.read(x.detach().reshape(-1, x.shape[-1]).contiguous().numpy())
        return torch.from_numpy(y).reshape(*x.shape[:-1], y.shape[-1])

    @staticmethod
    def backward(context, gradient):
        x, weights = context.saved_tensors
        flat = gradient.reshape(-1, gradient.shape[-1])
        module = context.module
        if module.keeps_requests:
            module._requests.append((x.detach().reshape(-1, x.shape[-1]), flat.detach()))
        by_weights = None
        if context.needs_input_grad[1]:
            by_weights = x.reshape(-1, x.shape[-1]).T @ flat
        by_input = gradient @ weights.T if context.needs_input_grad[0] and module.backward_by != "none" else None
        return by_input, by_weights, None


class AnalogLinear(torch.nn.Module):
    """y = x W, with W on a chip: [..., inputs] to [..., outputs], float32, on the processor.

    Parameters
    ----------
    layer : from `Chip.program`, with a `weight_range` that leaves room to learn.
    backward : what carries the error back to the inputs:
        "nominal": the weights that were asked for (what a controller knows that wrote the chip and did not measure it);
        "exact": the true derivative of this chip now (only a simulated chip can tell);
        "none": nothing: inputs get no gradient, as for a local learning rule.
    weights : the nominal weights, [inputs x outputs]; default: as the layer's converters read them back now.

    `nominal` is a parameter: an optimiser may step it, and `write()` then programs the chip to it (offline training).
    `step(rate)` instead sends the gradient as write pulses (training in the loop) and moves `nominal` along as a controller
    would that trusts its pulses.
    """

    def __init__(self, layer: Layer, backward: Backward = "nominal", weights: torch.Tensor | None = None):
        super().__init__()
        if backward not in ("nominal", "exact", "none"):
            raise ValueError(f"backward: {backward!r} is outside nominal, exact, none")
        self.layer = layer
        self.backward_by = backward
        start = torch.from_numpy(layer.read_back()) if weights is None else torch.as_tensor(weights, dtype=torch.float32)
        if tuple(start.shape) != layer.shape:
            raise ValueError(f"weights is {tuple(start.shape)}, the layer is {layer.shape}")
        self.nominal = torch.nn.Parameter(start.clone())
        #: Whether backward keeps what `step` needs.
        self.keeps_requests = True
        self._requests: list[tuple[torch.Tensor, torch.Tensor]] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Measures on the chip: [..., inputs] to [..., outputs]."""
        if x.dtype != torch.float32 or x.device.type != "cpu":
            raise TypeError(f"x is {x.dtype} on {x.device}; a chip takes torch.float32 on cpu: x.float().cpu()")
        if self.backward_by == "exact" and torch.is_grad_enabled():
            with torch.no_grad():
                self.nominal.copy_(torch.from_numpy(self.layer.effective_weights()))
        return _Measure.apply(x, self.nominal, self)

    def step(self, rate: float, momentum: float = 0.0) -> None:
        """Sends what backward left as write pulses: W moves by -rate times the gradient, as far as the chip is able.
        Gradients are cleared."""
        for x, gradient in self._requests:
            # An update divides by its number of samples, a gradient of a loss is already a mean.
            delta = np.ascontiguousarray((-gradient * len(gradient)).numpy())
            self.layer.update(np.ascontiguousarray(x.numpy()), delta, rate, momentum=momentum)
            with torch.no_grad():
                self.nominal -= rate * (x.T @ gradient)
        self._requests.clear()
        self.nominal.grad = None

    def write(self) -> None:
        """Programs the chip to the nominal weights, closed-loop."""
        self.layer.program(self.nominal.detach().numpy())
        self._requests.clear()

    def extra_repr(self) -> str:
        return f"{self.layer.inputs}, {self.layer.outputs}, backward={self.backward_by!r}, on {self.layer.chip!r}"
