#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `freehold inspect`: time and peak memory as whole processes, medians of several runs.

    python3 bench/inspect.py [--freehold PROGRAM] [--runs N] [--clone DIR] [--terms DIR]
                             [--records DIR] [--only WORD]

  version    freehold --version
  snapshot   a 7B hub snapshot: 15 GB of sparse shards with real headers, 8 MB tokenizer.json; no hashing
  clone      a code clone of a thousand files or more (--clone DIR, else one is made)
  terms      one license text in a call; with --terms DIR all *.txt in it in one call, per text
  each       with --records DIR: every record in it, each a release of its own, in one call; one alone beside it
  files      trees of 25,000, 50,000 and 100,000 small files: the time per file must not grow
  shapes     trees that a careless program answers in quadratic time (bench/shapes.py), at half the size and at the
             size: the processors' time may double, not more
  digest     --digest of 1 GiB on one thread, as a share of `openssl speed -evp sha256` in the same run

A line ends with its target, and with MISSED if it was missed. Peers are the machine's own limits, measured in the same
run: `find` reading the sizes, and OpenSSL. Peak memory is at least that of this script (about 16 MiB), which a child
inherits. Python's standard library only.
"""
import argparse
import glob
import json
import os
import re
import shutil
import statistics
import struct
import subprocess
import tempfile
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shapes import SHAPES, sources  # noqa: E402


def run(words):
    """(seconds, peak MiB, seconds of processors) of one process."""
    start = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    if status:
        raise SystemExit("%s: status %d: %s" % (" ".join(words), status, error.decode("utf-8", "replace")))
    return time.monotonic() - start, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def median(words, runs):
    run(words)  # a warm-up: the files are in the page cache afterwards
    results = [run(words) for _ in range(runs)]
    return statistics.median(r[0] for r in results), max(r[1] for r in results)


def least_cpu(words, runs):
    """The least time of processors: other programs on the machine disturb it least."""
    run(words)
    results = [run(words) for _ in range(runs)]
    return min(r[2] for r in results), max(r[1] for r in results)


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


def make(maker, *words):
    """Calls `maker(*words)` in a child, so that its memory is not counted as that of the measured programs."""
    child = os.fork()
    if child == 0:
        try:
            maker(*words)
            os._exit(0)
        except BaseException as error:
            print(error, file=sys.stderr)
            os._exit(1)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("the tree cannot be made")


def random_file(path):
    with open(path, "wb") as out:
        for _ in range(1024):
            out.write(os.urandom(1 << 20))


def openssl_speed():
    """Bytes of SHA-256 in a second, as one thread of OpenSSL does them in blocks of 1 MiB."""
    out = subprocess.run(["openssl", "speed", "-elapsed", "-seconds", "1", "-bytes", "1048576", "-evp", "sha256"],
                         capture_output=True, text=True, check=True).stdout
    return float(re.findall(r"([\d.]+)k\s*$", out)[-1]) * 1000


class Bench:
    def __init__(self, args, folder):
        self.freehold = os.path.abspath(args.freehold)
        self.inspect = [self.freehold, "inspect", "--format", "json"]
        self.runs = args.runs
        self.args = args
        self.folder = folder

    def tree(self, name):
        path = os.path.join(self.folder, name.replace(" ", "-").replace("/", "-"))
        os.mkdir(path)
        return path

    def show(self, name, seconds, mib, more="", most_ms=None, most_mib=None):
        limits = ("%g ms" % most_ms if most_ms else "", "%g MiB" % most_mib if most_mib else "")
        target = "; <= ".join([""] + [limit for limit in limits if limit])
        missed = (most_ms is not None and seconds * 1000 > most_ms) or (most_mib is not None and mib > most_mib)
        print("%-26s %8.1f ms %6.1f MiB  %s%s%s" % (
            name, seconds * 1000, mib, more, target, " MISSED" if missed else ""), flush=True)

    def version(self):
        self.show("version", *median([self.freehold, "--version"], self.runs * 2), most_ms=5)

    def snapshot(self):
        tree = self.tree("snapshot")
        make(snapshot, tree)
        self.show("snapshot, 15 GB", *median(self.inspect + [tree], self.runs), most_ms=80, most_mib=64)

    def clone(self):
        tree = self.args.clone
        if not tree:
            tree = self.tree("clone")
            make(sources, tree, 1354)
        count = sum(len(files) for _, _, files in os.walk(tree))
        self.show("clone, %d files" % count, *median(self.inspect + [tree], self.runs), most_ms=200)

    def terms(self):
        license_text = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "LICENSE")
        self.show("terms, one text", *median([self.freehold, "terms", license_text], self.runs * 2), most_ms=6)
        files = sorted(glob.glob(os.path.join(self.args.terms, "*.txt"))) if self.args.terms else []
        if files:
            seconds, mib = median([self.freehold, "terms"] + files, self.runs)
            self.show("terms, a text of %d" % len(files), seconds / len(files), mib, most_ms=1)

    def each(self):
        records = sorted(glob.glob(os.path.join(self.args.records, "*"))) if self.args.records else []
        if records:
            alone, _ = median(self.inspect + records[:1], self.runs * 2)
            seconds, mib = median(self.inspect + ["--each"] + records, self.runs)
            self.show("each of %d records" % len(records), seconds, mib, "%.2f ms a record, %.2f of a call for each" % (
                1e3 * seconds / len(records), seconds / len(records) / alone), most_ms=500 * len(records) / 205)

    def files(self):
        for count in (25000, 50000, 100000):
            tree = self.tree("files%d" % count)
            make(sources, tree, count)
            seconds, mib = median(self.inspect + [tree], self.runs)
            find, _ = median(["find", tree, "-size", "+1000000"], self.runs)
            self.show("files, %d" % count, seconds, mib, "%.1f us a file, %.1f times find -size" % (
                1e6 * seconds / count, seconds / find), most_ms=count * 0.04, most_mib=256)
            make(shutil.rmtree, tree)

    def shapes(self):
        for name, (maker, size, unit) in SHAPES.items():
            times = []
            for part in (size // 2, size):
                tree = self.tree("%s %d" % (name, part))
                make(maker, tree, part)
                seconds, mib = least_cpu(self.inspect + [tree], self.runs)
                times.append(seconds)
                make(shutil.rmtree, tree)
            ratio = times[1] / times[0]
            self.show(name, times[1], mib, "of processors, %d x %s: %.2f us each, %.2f times that of half%s" % (
                size, unit, 1e6 * times[1] / size, ratio, ", MISSED: not linear" if ratio > 2.8 else ""), most_mib=256)

    def digest(self):
        """The best of several rounds, in turn with the peer: both only lose by what else runs on the machine."""
        tree = self.tree("digest")
        make(random_file, os.path.join(tree, "model.bin"))
        plain = self.inspect + ["--threads", "1", tree]
        hashing = self.inspect + ["--digest", "--threads", "1", tree]
        run(hashing)
        rounds = [(run(hashing), run(plain), openssl_speed()) for _ in range(self.runs)]
        best = min(r[0][0] for r in rounds)
        rate = (1 << 30) / (best - min(r[1][0] for r in rounds))
        peer = max(r[2] for r in rounds)
        self.show("digest, 1 GiB", best, max(r[0][1] for r in rounds), "%.0f MB/s, %.1f %% of openssl speed (%.0f MB/s); "
                  ">= 95 %%%s" % (rate / 1e6, 100 * rate / peer, peer / 1e6, "" if rate >= 0.95 * peer else " MISSED"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--freehold", default="./freehold")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--clone")
    parser.add_argument("--terms")
    parser.add_argument("--records")
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="freehold-bench-")
    bench = Bench(args, folder)
    try:
        for part in ("version", "snapshot", "clone", "terms", "each", "files", "shapes", "digest"):
            if args.only in part:
                getattr(bench, part)()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
