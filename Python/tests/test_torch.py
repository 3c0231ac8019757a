"""Layers of PyTorch on a chip."""
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

import mortal  # noqa: E402
import mortal.torch  # noqa: E402

exact = dict(dac_bits=None, adc_bits=None, no_noise=True)


def test_gradients():
    """On an ideal chip, all three ways back are what they say."""
    generator = np.random.default_rng(2)
    weights = generator.normal(size=(6, 4)).astype(np.float32)
    x = torch.tensor(generator.normal(size=(5, 6)), dtype=torch.float32, requires_grad=True)
    for backward in ("nominal", "exact", "none"):
        layer = mortal.Chip("ideal", 1, **exact).program(weights)
        module = mortal.torch.AnalogLinear(layer, backward, weights=torch.tensor(weights))
        x.grad = None
        module(x).square().sum().backward()
        y = x.detach() @ torch.tensor(weights)
        assert torch.allclose(module.nominal.grad, x.detach().T @ (2 * y), rtol=1e-4, atol=1e-4)
        if backward == "none":
            assert x.grad is None or not x.grad.any()
        else:
            assert torch.allclose(x.grad, 2 * y @ torch.tensor(weights).T, rtol=1e-4, atol=1e-4)


def test_exact_and_nominal_differ_on_a_real_chip():
    weights = np.random.default_rng(4).normal(size=(8, 5)).astype(np.float32)
    gradients = {}
    for backward in ("nominal", "exact"):
        layer = mortal.Chip("pcm-joshi2020", 3).program(weights)
        module = mortal.torch.AnalogLinear(layer, backward, weights=torch.tensor(weights))
        x = torch.ones(1, 8, requires_grad=True)
        module(x).sum().backward()
        gradients[backward] = x.grad.numpy()[0]
    assert np.allclose(gradients["nominal"], weights.sum(1), atol=1e-5)
    layer = mortal.Chip("pcm-joshi2020", 3).program(weights)
    assert np.allclose(gradients["exact"], layer.effective_weights().sum(1), atol=1e-5)
    assert np.abs(gradients["nominal"] - gradients["exact"]).max() > 0.01


def test_training_in_the_loop_learns():
    torch.manual_seed(0)
    target = torch.tensor([[0.5, -0.5], [-0.3, 0.2], [0.1, 0.4]])
    # Converters get their full scales from the weights that are there first: of zeros they would be of no use.
    start = np.random.default_rng(0).normal(0, 0.4, (3, 2)).astype(np.float32)
    layer = mortal.Chip("ecram-tang2018", 1).program(start, weight_range=1)
    module = mortal.torch.AnalogLinear(layer)
    losses = []
    for _ in range(200):
        x = torch.randn(20, 3)
        loss = (module(x) - x @ target).square().mean()
        losses.append(float(loss))
        loss.backward()
        module.step(rate=0.1)
    assert np.mean(losses[-20:]) < 0.1 * np.mean(losses[:5])
    module.write()
    with pytest.raises(TypeError, match="float32"):
        module(torch.zeros(1, 3, dtype=torch.float64))
