#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `freehold inspect`: time and peak memory as whole processes, medians of several runs.

    python3 bench/inspect.py [--freehold PROGRAM] [--runs N] [--clone DIR]

  snapshot   a 7B hub snapshot: 15 GB of sparse shards with real headers, 8 MB tokenizer.json; no hashing
  clone      a code clone of a thousand files or more (--clone DIR, else one is made)
  files      trees of 25,000, 50,000 and 100,000 small files: the time per file must not grow
  digest     --digest of 1 GB on one thread, as a share of `openssl speed -evp sha256` in the same run
  version    freehold --version

Peers are the machine's own limits, measured in the same run: reading the tree with `find -size`, and OpenSSL.
Python's standard library only.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import struct
import subprocess
import tempfile
import time


def run(words):
    """(seconds, peak MiB) of one process."""
    start = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    if status and (words[0] != "grep" or os.waitstatus_to_exitcode(status) != 1):
        raise SystemExit("%s: status %d: %s" % (" ".join(words), status, error.decode("utf-8", "replace")))
    return time.monotonic() - start, usage.ru_maxrss / 1024


def apart(make, *words):
    """Makes files in a process of its own: a child's peak counts what its parent had in memory when it began."""
    child = os.fork()
    if not child:
        make(*words)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("%s failed" % make.__name__)


def median(words, runs):
    run(words)  # a warm-up: the files are in the page cache afterwards
    results = [run(words) for _ in range(runs)]
    return statistics.median(r[0] for r in results), max(r[1] for r in results)


def shard(path, tensors):
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, shape in tensors:
        size = 2
        for n in shape:
            size *= n
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        out.truncate(8 + len(text) + at)
    return at


def snapshot(folder):
    """Mistral-7B-shaped: 32 layers, 4096 wide, 3 shards."""
    layers = [[("model.layers.%d.%s.weight" % (n, name), shape) for name, shape in (
        ("input_layernorm", [4096]), ("post_attention_layernorm", [4096]), ("self_attn.q_proj", [4096, 4096]),
        ("self_attn.k_proj", [1024, 4096]), ("self_attn.v_proj", [1024, 4096]), ("self_attn.o_proj", [4096, 4096]),
        ("mlp.gate_proj", [14336, 4096]), ("mlp.up_proj", [14336, 4096]), ("mlp.down_proj", [4096, 14336]))]
        for n in range(32)]
    parts = [[("model.embed_tokens.weight", [32768, 4096])] + sum(layers[:11], []), sum(layers[11:22], []),
             sum(layers[22:], []) + [("model.norm.weight", [4096]), ("lm_head.weight", [32768, 4096])]]
    total, where = 0, {}
    for n, tensors in enumerate(parts, 1):
        name = "model-%05d-of-00003.safetensors" % n
        total += shard(os.path.join(folder, name), tensors)
        where.update({t: name for t, _ in tensors})
    files = {
        "model.safetensors.index.json": json.dumps({"metadata": {"total_size": total}, "weight_map": where}),
        "config.json": json.dumps({
            "architectures": ["MistralForCausalLM"], "model_type": "mistral", "hidden_size": 4096,
            "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
            "vocab_size": 32768, "torch_dtype": "bfloat16", "tie_word_embeddings": False}),
        "README.md": "---\nlicense: apache-2.0\n---\n# A model\n" + "Some words about it.\n" * 200,
        "tokenizer.json": json.dumps({"model": {"type": "BPE", "vocab": {"token%d" % n: n for n in range(400000)}}}),
    }
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(text)


def small_files(folder, count):
    for n in range(count):
        below = os.path.join(folder, "package%03d" % (n // 1000))
        if n % 1000 == 0:
            os.makedirs(below)
        with open(os.path.join(below, "module%d.py" % n), "w", encoding="utf-8") as out:
            out.write("import os\n\n\ndef function_%d(value):\n    return os.path.join('a', str(value))\n" % n * 8)


def show(name, seconds, mib, more=""):
    print("%-24s %8.1f ms  %6.1f MiB  %s" % (name, seconds * 1000, mib, more), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--freehold", default="./freehold")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--clone")
    args = parser.parse_args()
    inspect = [os.path.abspath(args.freehold), "inspect", "--format", "json"]
    folder = tempfile.mkdtemp(prefix="freehold-bench-")
    try:
        show("version", *median([inspect[0], "--version"], args.runs * 2))

        tree = os.path.join(folder, "snapshot")
        os.mkdir(tree)
        apart(snapshot, tree)
        show("snapshot, 15 GB", *median(inspect + [tree], args.runs))

        clone = args.clone
        if not clone:
            clone = os.path.join(folder, "clone")
            apart(small_files, clone, 1354)
        count = sum(len(files) for _, _, files in os.walk(clone))
        show("clone, %d files" % count, *median(inspect + [clone], args.runs))

        for count in (25000, 50000, 100000):
            tree = os.path.join(folder, "files%d" % count)
            apart(small_files, tree, count)
            seconds, mib = median(inspect + [tree], args.runs)
            find, _ = median(["grep", "-rc", "zzzz", "--include=nothing", tree], args.runs)
            show("files, %d" % count, seconds, mib, "%.1f us a file; %.1f times grep -r that opens none" % (
                1e6 * seconds / count, seconds / find))
            shutil.rmtree(tree)

        tree = os.path.join(folder, "digest")
        os.mkdir(tree)
        with open(os.path.join(tree, "model.bin"), "wb") as out:
            for _ in range(1024):
                out.write(os.urandom(1 << 20))
        seconds, mib = median(inspect + ["--digest", "--threads", "1", tree], 3)
        base, _ = median(inspect + ["--threads", "1", tree], 3)
        speed = subprocess.run(["openssl", "speed", "-elapsed", "-seconds", "3", "-bytes", "1048576", "-evp", "sha256"],
                               capture_output=True, text=True, check=True).stdout
        peer = float(re.findall(r"([\d.]+)k\s*$", speed)[-1]) * 1000
        rate = (1 << 30) / (seconds - base)
        show("digest, 1 GiB", seconds, mib, "%.0f MB/s, %.1f %% of openssl speed (%.0f MB/s)" % (
            rate / 1e6, 100 * rate / peer, peer / 1e6))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
