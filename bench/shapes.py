# SPDX-License-Identifier: Apache-2.0
"""Trees that a careless program answers in quadratic time: each maker takes a folder and a size.

`SHAPES` maps a name to (maker, size, what is counted). bench/inspect.py runs each at half the size and at the size.
"""
import json
import os
import random
import struct

MIT_LIKE = """Permission to use, copy and change this program is granted to everybody who keeps this notice in each copy
of it. There is no warranty of any kind. """


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(text if isinstance(text, bytes) else text.encode())


def sources(folder, count):
    """Also what bench/inspect.py takes for an ordinary tree."""
    for n in range(count):
        write("%s/package%03d/module%d.py" % (folder, n // 1000, n),
              "import os\n\n\ndef function_%d(value):\n    return os.path.join('a', str(value))\n" % n * 8)


def one_folder(folder, count):
    for n in range(count):
        write("%s/file%d.txt" % (folder, n), "%d" % n)


def deep_folders(folder, count):
    for n in range(count // 200):
        write("%s/%d/%s/f.py" % (folder, n, "/".join(["d"] * 200)), "import torch\n")


def documents(folder, count):
    for n in range(count):
        write("%s/d%d/README.md" % (folder, n),
              "---\nlicense: mit\nbase_model: maker/model-%d\n---\n# Model %d\n\nFine-tuned from [base](https://"
              "huggingface.co/maker/model-%d) on the data of example.org. The weights are released under MIT.\n" %
              (n, n, n) + "We trained on 10B tokens of text.\n" * 20)


def license_files(folder, count):
    for n in range(count):
        write("%s/p%d/LICENSE" % (folder, n), "License %d\n\n" % n + MIT_LIKE * 20)


def licenses_folder(folder, count):
    for n in range(count):
        write("%s/LICENSES/LICENSE-%d.txt" % (folder, n), "License %d\n\n" % n + MIT_LIKE * 5)


def configs(folder, count):
    for n in range(count):
        write("%s/c%d/config.json" % (folder, n), json.dumps({
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64,
            "_name_or_path": "maker/model-%d" % n}))


def tagged_sources(folder, count):
    for n in range(count):
        write("%s/s%03d/f%d.py" % (folder, n // 1000, n),
              "# SPDX-License-Identifier: LicenseRef-Own-%d\nimport torch\n" % n)


def shards(folder, count):
    header = json.dumps({"w": {"dtype": "BF16", "shape": [8], "data_offsets": [0, 16]}}).encode()
    where = {}
    for n in range(1, count + 1):
        name = "model-%05d-of-%05d.safetensors" % (n, count)
        text = header.replace(b'"w"', b'"layers.%d.weight"' % n)
        write("%s/%s" % (folder, name), struct.pack("<Q", len(text)) + text + bytes(16))
        where["layers.%d.weight" % n] = name
    write("%s/model.safetensors.index.json" % folder, json.dumps({"metadata": {}, "weight_map": where}))
    write("%s/config.json" % folder, json.dumps({"model_type": "llama"}))


def single_weights(folder, count):
    text = json.dumps({"w": {"dtype": "BF16", "shape": [8], "data_offsets": [0, 16]}}).encode()
    for n in range(count):
        write("%s/step-%d/model.safetensors" % (folder, n), struct.pack("<Q", len(text)) + text + bytes(16))


def tensors(folder, count):
    header = {"model.layers.%d.weight" % n: {"dtype": "BF16", "shape": [8], "data_offsets": [n * 16, n * 16 + 16]}
              for n in range(count)}
    text = json.dumps(header).encode()
    write("%s/model.safetensors" % folder, struct.pack("<Q", len(text)) + text + bytes(16 * count))


def card(text):
    def make(folder, size):
        write(folder + "/README.md", (text * (size // len(text) + 1))[:size])
    return make


def card_words(folder, size):
    rng = random.Random(1)
    words = ("the model was trained on data of under license apache mit 2.0 weights code released open source "
             "https://example.org/a/b [link](https://example.org) **bold** `code` fine-tuned from base arxiv.org/abs/1 "
             "commercial use only not permitted # ## - | training paper dataset\n").split(" ")
    write(folder + "/README.md", " ".join(rng.choice(words) for _ in range(size // 6))[:size])


def card_front(folder, size):
    write(folder + "/README.md", "---\ndatasets:\n" + "- maker/set\n" * (size // 12) + "license: mit\n---\n# A\n")


def one_line(name):
    def make(folder, size):
        write("%s/%s" % (folder, name), ("optimizer.step() license mit under the terms of [a](b) " * (size // 55 + 1))
              [:size])
    return make


def one_line_config(folder, size):
    write(folder + "/config.json", json.dumps({"model_type": "llama", "names": ["word"] * (size // 8)}))


def submodules(folder, count):
    os.makedirs(folder + "/.git")
    write(folder + "/.gitmodules", "".join(
        '[submodule "m%d"]\n\tpath = third/m%d\n\turl = https://example.org/m%d\n' % (n, n, n) for n in range(count)))
    for n in range(count):
        os.makedirs("%s/third/m%d" % (folder, n))


def links(folder, count):
    write(folder + "/real.py", "import torch\n")
    for n in range(count):
        os.symlink("nothing%d" % n, "%s/l%d" % (folder, n))


def license_text(folder, size):
    write(folder + "/LICENSE", (MIT_LIKE * (size // len(MIT_LIKE) + 1))[:size])


def repeated(name, line):
    """`line` again and again, with a number in it, up to a size."""
    def make(folder, size):
        out, n, length = [], 0, 0
        while length < size:
            out.append(line % n if "%d" in line else line)
            length += len(out[-1])
            n += 1
        write("%s/%s" % (folder, name), "".join(out))
    return make


def deep_json(folder, size):
    write(folder + "/config.json", "[" * size)


def wide_json(folder, size):
    write(folder + "/config.json", "{" + ",".join('"key%d":0' % n for n in range(size // 12)) + "}")


def training_scripts(folder, count):
    for n in range(count):
        write("%s/n%d/train.py" % (folder, n),
              "import torch\nfor batch in loader:\n    loss.backward()\n    optimizer.step()\n" * 20)


SHAPES = {
    "sources": (sources, 20000, "file"),
    "one folder": (one_folder, 20000, "file"),
    "deep folders": (deep_folders, 40000, "folder"),
    "documents": (documents, 2000, "file"),
    "license files": (license_files, 5000, "file"),
    "licenses folder": (licenses_folder, 5000, "file"),
    "config.json files": (configs, 40000, "file"),
    "SPDX tags, all differ": (tagged_sources, 20000, "file"),
    "training scripts": (training_scripts, 10000, "file"),
    "shards of one set": (shards, 5000, "file"),
    "sets of weights": (single_weights, 5000, "file"),
    "tensors of one file": (tensors, 100000, "tensor"),
    "submodules": (submodules, 10000, "folder"),
    "broken links": (links, 20000, "link"),
    "card of prose": (card_words, 2 << 20, "byte"),
    "card: long front matter": (card_front, 1 << 20, "byte"),
    "card: one line": (one_line("README.md"), 400 << 10, "byte"),
    "card: [": (card("["), 400 << 10, "byte"),
    "card: ![](": (card("![]("), 400 << 10, "byte"),
    "card: [a](b)": (card("[a](b) "), 400 << 10, "byte"),
    "card: backticks": (card("``` ` "), 400 << 10, "byte"),
    "card: fences": (card("```\n"), 400 << 10, "byte"),
    "card: headings": (card("# License\n"), 400 << 10, "byte"),
    "card: statements": (card("The code is licensed under MIT.\n"), 400 << 10, "byte"),
    "card: claims": (card("This is a fully open source model.\n"), 400 << 10, "byte"),
    "card: table": (card("| a | mit |\n"), 400 << 10, "byte"),
    "card: quotes": (card("> > > "), 400 << 10, "byte"),
    "card: empty lines": (card("\n"), 400 << 10, "byte"),
    "card: <": (card("<a href="), 400 << 10, "byte"),
    "card: addresses": (card("https://huggingface.co/datasets/a/b\n"), 400 << 10, "byte"),
    "card: license word": (card("license "), 400 << 10, "byte"),
    "card: Apache License": (card("Apache License "), 400 << 10, "byte"),
    "source: one line": (one_line("train.py"), 400 << 10, "byte"),
    "license text: long": (license_text, 900 << 10, "byte"),
    "license text: one line": (one_line("LICENSE"), 400 << 10, "byte"),
    "license text: tags": (repeated("LICENSE", "SPDX-License-Identifier: LicenseRef-own-%d\n"), 400 << 10, "byte"),
    "license text: holders": (repeated("LICENSE", "Copyright (c) 2020 Holder %d\n\nSPDX-License-Identifier: MIT\n\n"),
                              400 << 10, "byte"),
    "license text: names": (repeated("LICENSE", "The code is under the MIT license. The weights %d are under Apache "
                                     "2.0.\n\n"), 400 << 10, "byte"),
    "card: base models": (repeated("README.md", "Fine-tuned from [this](https://huggingface.co/maker/model-%d).\n\n"),
                          400 << 10, "byte"),
    "card: front keys": (repeated("README.md", "---\nkey%d: value\n"), 400 << 10, "byte"),
    "card: citations": (repeated("README.md", "@article{a%d,\n title={The open model},\n}\n"), 400 << 10, "byte"),
    "card: own titles": (card("# Model-1 open\n\nModel-1 is open source\n"), 400 << 10, "byte"),
    "card: many headings": (repeated("README.md", "# Training data %d\n\nThe data is open source.\n\n"), 400 << 10,
                            "byte"),
    "card: tables apart": (repeated("README.md", "| MMLU | %d |\n\nwords\n\nwords\n\n\n\n\n"), 400 << 10, "byte"),
    "card: anchors": (card("<a href='https://example.org/a'>"), 400 << 10, "byte"),
    "card: one address": (card("https://example.org/a(b"), 400 << 10, "byte"),
    "card: badges": (repeated("README.md", "![a](https://img.shields.io/badge/license-MIT-%d)\n"), 400 << 10, "byte"),
    "config.json: deep": (deep_json, 400 << 10, "byte"),
    "config.json: wide": (wide_json, 400 << 10, "byte"),
    "config.json: one line": (one_line_config, 400 << 10, "byte"),
}
