#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the binary files of the examples, byte for byte the same each time.

    python3 examples/make.py

Python's standard library only. The pickle of pebble-pickle names os.system with the argument "true".
"""
import json
import pathlib
import struct
import zipfile

HERE = pathlib.Path(__file__).parent


def safetensors(path, shapes):
    """A file of the safetensors format whose tensors hold zeros (bf16)."""
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, shape in shapes:
        size = 2
        for n in shape:
            size *= n
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(at))


def llama_shapes(hidden, inner, vocab, layers):
    """Tensor names and shapes of the Llama family, as many heads for keys as for queries."""
    yield "model.embed_tokens.weight", [vocab, hidden]
    for n in range(layers):
        block = "model.layers.%d." % n
        yield block + "input_layernorm.weight", [hidden]
        yield block + "mlp.down_proj.weight", [hidden, inner]
        yield block + "mlp.gate_proj.weight", [inner, hidden]
        yield block + "mlp.up_proj.weight", [inner, hidden]
        yield block + "post_attention_layernorm.weight", [hidden]
        for name in "kqvo":
            yield block + "self_attn.%s_proj.weight" % name, [hidden, hidden]
    yield "model.norm.weight", [hidden]


def hostile_pickle(path):
    """A PyTorch archive: a dictionary with one tensor's worth of zeros, and a call of os.system."""
    stream = b"\x80\x02" + b"cos\nsystem\n" + b"X\x04\x00\x00\x00true" + b"\x85R."
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in (("pebble/data.pkl", stream), ("pebble/version", b"3\n"), ("pebble/data/0", bytes(1 << 20))):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)


safetensors(HERE / "cedar-1m/model.safetensors", list(llama_shapes(128, 256, 2048, 4)))
safetensors(HERE / "aurora-1m/model.safetensors", list(llama_shapes(128, 256, 2048, 4)))
hostile_pickle(HERE / "pebble-pickle/pytorch_model.bin")
