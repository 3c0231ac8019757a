"""A chip in the loop of PyTorch, beside a plain net.

Both nets are 784-100-10 and see the same batches. The chip's first layer is measured in the forward pass; the way back
goes through the weights that were asked for. Run: python chip_in_the_loop.py (needs PyTorch)
"""
# %% Data
import torch

import mortal
import mortal.torch

(train_x, train_y), (test_x, test_y) = (
    (torch.from_numpy(x), torch.from_numpy(y)) for x, y in mortal.digits(train=2000, test=500))
torch.manual_seed(1)
first = torch.randn(784, 100) / 28
second = torch.randn(100, 10) / 10

# %% A plain net
plain = torch.nn.Sequential(torch.nn.Linear(784, 100, bias=False), torch.nn.ReLU(), torch.nn.Linear(100, 10, bias=False))
with torch.no_grad():
    plain[0].weight.copy_(first.T)
    plain[2].weight.copy_(second.T)


# %% The same net with both layers on a chip
class OnChip(torch.nn.Module):
    def __init__(self, backward):
        super().__init__()
        # Ranges are fixed before the first read: they must have room for the trained net, whose outputs are ten times
        # as large. Calibrated on the first weights, a third of the conversions would be held and the net not learn.
        chip = mortal.Chip("ecram-tang2018", serial=5, dac_full_scale=4, adc_full_scale=4)
        self.hidden = mortal.torch.AnalogLinear(chip.program(first.numpy(), weight_range=0.3), backward, weights=first)
        self.output = mortal.torch.AnalogLinear(chip.program(second.numpy(), weight_range=1), backward, weights=second)

    def forward(self, x):
        return self.output(torch.relu(self.hidden(x)))


def error(net):
    with torch.no_grad():
        return float((net(test_x).argmax(1) != test_y).float().mean())


nets = {"plain": plain, "chip, nominal weights back": OnChip("nominal"), "chip, true weights back": OnChip("exact")}
optimiser = torch.optim.SGD(plain.parameters(), lr=0.1)
print("epoch  " + "  ".join(nets))
for epoch in range(6):
    if epoch > 0:
        for chosen in torch.randperm(len(train_x)).split(50):
            for name, net in nets.items():
                loss = torch.nn.functional.cross_entropy(net(train_x[chosen]), train_y[chosen])
                loss.backward()
                if name == "plain":
                    optimiser.step()
                    optimiser.zero_grad()
                else:
                    net.hidden.step(rate=0.1)
                    net.output.step(rate=0.1)
    print(f"{epoch:5}  " + "  ".join(f"{error(net):.1%}".rjust(len(name)) for name, net in nets.items()))
