# SPDX-License-Identifier: Apache-2.0
"""The network: a small decoder with rotary positions."""
import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def forward(self, x, rotary):
        q, k, v = self.qkv(x).chunk(3, -1)
        q, k, v = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2) for t in (q, k, v))
        y = nn.functional.scaled_dot_product_attention(rotary(q), rotary(k), v, is_causal=True)
        return self.out(y.transpose(1, 2).flatten(2))


class CedarModel(nn.Module):
    def __init__(self, settings):
        super().__init__()
        self.embed = nn.Embedding(settings["vocab"], settings["width"])
        self.blocks = nn.ModuleList(Attention(settings["width"], settings["heads"]) for _ in range(settings["layers"]))
        self.norm = RMSNorm(settings["width"])

    def loss(self, tokens, targets):
        x = self.embed(tokens)
        for block in self.blocks:
            x = x + block(x, lambda t: t)
        logits = self.norm(x) @ self.embed.weight.T
        return nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
