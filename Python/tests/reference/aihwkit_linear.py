"""Makes aihwkit_linear.th and aihwkit_linear.npz with aihwkit's own code.

    pip download --no-deps --no-binary :all: aihwkit==1.2.0 && tar xzf aihwkit-1.2.0.tar.gz
    apt-get install python3-torch
    /usr/bin/python3 aihwkit_linear.py aihwkit-1.2.0/src

aihwkit (IBM, MIT licence) writes the state; the tile is its pure PyTorch one, so that its compiled part, which is not
built here, is only named and never called. Made with aihwkit 1.2.0 and PyTorch 1.13.1.
"""
import sys
import types

sys.path.insert(0, sys.argv[1])


class Absent(types.ModuleType):
    """Stands for a compiled module whose names are mentioned in annotations."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"__init__": lambda self, *arguments, **options: None})


for name in ("scipy", "scipy.optimize", "aihwkit.simulator.rpu_base", "aihwkit.simulator.rpu_base.tiles",
             "aihwkit.simulator.rpu_base.devices"):
    sys.modules[name] = Absent(name)
base = sys.modules["aihwkit.simulator.rpu_base"]
base.tiles, base.devices = (sys.modules[f"aihwkit.simulator.rpu_base.{name}"] for name in ("tiles", "devices"))
base.cuda = type("cuda", (), {"is_compiled": staticmethod(lambda: False)})

import numpy as np  # noqa: E402
import torch  # noqa: E402
from aihwkit.nn import AnalogLinear, AnalogSequential  # noqa: E402
from aihwkit.simulator.configs import TorchInferenceRPUConfig  # noqa: E402

torch.manual_seed(4)
configuration = TorchInferenceRPUConfig()
configuration.mapping.weight_scaling_omega = 1.0
configuration.mapping.weight_scaling_columnwise = True
configuration.mapping.learn_out_scaling = True
configuration.mapping.out_scaling_columnwise = True
net = AnalogSequential(
    AnalogLinear(6, 4, bias=True, rpu_config=configuration), torch.nn.ReLU(),
    AnalogLinear(4, 3, bias=False, rpu_config=TorchInferenceRPUConfig()))
with torch.no_grad():
    # As training would leave them.
    net[0].analog_module.out_scaling_alpha.mul_(torch.tensor([1.0, 1.5, 0.5, 2.0]))
torch.save(net.state_dict(), "aihwkit_linear.th")
expected = {}
for name, layer in (("0", net[0]), ("2", net[2])):
    weights, bias = layer.get_weights()
    expected[f"{name}.weights"] = weights.numpy()
    if bias is not None:
        expected[f"{name}.bias"] = bias.detach().numpy()
np.savez("aihwkit_linear.npz", **expected)
