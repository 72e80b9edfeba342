# SPDX-License-Identifier: Apache-2.0
"""Pre-training of Cedar-1M: next-token prediction on packed token files."""
import numpy as np
import torch
import yaml

from model import CedarModel


def batches(path, length, size, rng):
    tokens = np.memmap(path, dtype=np.uint16, mode="r")
    while True:
        starts = rng.integers(0, len(tokens) - length - 1, size)
        yield torch.stack([torch.from_numpy(tokens[s:s + length + 1].astype(np.int64)) for s in starts])


def main():
    settings = yaml.safe_load(open("training/cedar-1m.yaml"))
    torch.manual_seed(settings["seed"])
    model = CedarModel(settings["model"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=settings["learning_rate"],
                                  weight_decay=settings["weight_decay"], betas=tuple(settings["betas"]))
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, settings["train_iters"])
    source = batches(settings["tokens"], settings["length"], settings["global_batch_size"],
                     np.random.default_rng(settings["seed"]))
    for step in range(settings["train_iters"]):
        rows = next(source)
        loss = model.loss(rows[:, :-1], rows[:, 1:])
        loss.backward()
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        if step % 1000 == 0:
            torch.save(model.state_dict(), "step%d.pt" % step)


if __name__ == "__main__":
    main()
