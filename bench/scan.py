#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `freehold scan`: time of the processor and peak memory of whole processes, medians of several
runs, on one thread.

    python3 bench/scan.py [--freehold PROGRAM] [--runs N] [--only WORD]

  opcodes    pickles of small objects in a row, nearly all opcodes; MB/s, beside picklescan's on a part of it in the same run
  small      2,000 small pickles in one process, per file, beside picklescan's
  zip        a zip archive of 20,000 members
  tensors    20,000 tensors: a safetensors file, a PyTorch checkpoint with one storage each, a GGUF file, an .npz archive
  sparse     a PyTorch checkpoint of 2 GB, sparse: peak memory, without and with hashing

A line ends with its target, and with MISSED if it was missed. picklescan is called as a library in this process, so
that its start is not counted; where Python has no picklescan its figures are left out with a message. Peak memory is
at least that of this script, which a child inherits. Python's standard library only.
"""
import argparse
import io
import json
import os
import pickle
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

# This folder has an inspect.py, which is not the one of the standard library.
sys.path = [p for p in sys.path if os.path.abspath(p) != os.path.dirname(os.path.abspath(__file__))]

try:
    from picklescan.scanner import scan_pickle_bytes  # noqa: E402
except ImportError:
    scan_pickle_bytes = None
    print("picklescan cannot be imported: no comparison with it", file=sys.stderr)

MB = 1e6


def run(words):
    """(seconds of the processor, peak MiB) of one process; findings (exit 1) are an answer."""
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    if status and os.waitstatus_to_exitcode(status) != 1:
        raise SystemExit("%s: status %d: %s" % (" ".join(words), status, error.decode("utf-8", "replace")))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def in_child(work):
    """What work() gives, in a process of its own: what it takes of memory is not inherited by what is measured."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(write, "wb") as out:
            pickle.dump(work(), out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        result = pickle.load(answer)
    os.waitpid(child, 0)
    return result


def peer(data):
    """Seconds of the processor that picklescan takes for these bytes."""
    start = time.process_time()
    scan_pickle_bytes(io.BytesIO(data), "bench")
    return time.process_time() - start


class Bench:
    def __init__(self, args, folder):
        self.args, self.folder, self.missed = args, folder, 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def scan(self, path, *more):
        words = [self.args.freehold, "scan", path, "--threads", "1", "-q"] + list(more)
        run(words)  # a warm-up: the files are in the page cache afterwards
        results = [run(words) for _ in range(self.args.runs)]
        return statistics.median(r[0] for r in results), max(r[1] for r in results)

    def expect(self, path, verdict):
        """What is measured must be the whole work."""
        answer = subprocess.run([self.args.freehold, "scan", path, "-q"], stdout=subprocess.PIPE, text=True)
        if answer.stdout.strip() != verdict:
            raise SystemExit("%s is %s, not %s" % (path, answer.stdout.strip(), verdict))

    def tell(self, name, value, target="", met=True):
        self.missed += not met
        print("%-10s %-52s %s%s" % (name, value, target, "" if met else "  MISSED"), flush=True)


def opcodes(b):
    path = b.path("opcodes.pkl")

    def objects(count):
        one = pickle.dumps([("k%d" % i, i, i * 0.5, None, True) for i in range(1000)], protocol=4)
        return one * count  # as repeated dumps to one file make it

    def write():
        with open(path, "wb") as out:
            return out.write(objects(2000))

    def peer_rate():
        part = objects(100)
        return len(part) / MB / statistics.median(peer(part) for _ in range(3))

    size = in_child(write)
    b.expect(path, "note")  # several pickles in a row
    seconds, peak = b.scan(path, "--no-digest")
    rate = size / MB / seconds
    b.tell("opcodes", "%.0f MB in %.0f ms, %.0f MB/s, peak %.0f MiB" % (size / MB, seconds * 1e3, rate, peak),
           "at least 200 MB/s", rate >= 200)
    if scan_pickle_bytes:
        theirs = in_child(peer_rate)
        b.tell("opcodes", "picklescan %.2f MB/s: %.0f times" % (theirs, rate / theirs), "at least 100 times",
               rate / theirs >= 100)


def small(b):
    folder = b.path("small")
    os.mkdir(folder)
    samples = []
    for i in range(2000):
        samples.append(pickle.dumps({"name": "sample %d" % i, "values": list(range(20)), "rate": i / 7}, protocol=4))
        with open(os.path.join(folder, "%04d.pkl" % i), "wb") as out:
            out.write(samples[-1])
    one = b.path("one")
    os.mkdir(one)
    with open(os.path.join(one, "one.pkl"), "wb") as out:
        out.write(samples[0])
    start, _ = b.scan(one)
    seconds, peak = b.scan(folder)
    each = (seconds - start) / 1999 * 1e3
    b.tell("small", "%.4f ms a file with its digest, peak %.0f MiB; start %.1f ms" % (each, peak, start * 1e3),
           "under 0.05 ms", each < 0.05)
    if scan_pickle_bytes:
        theirs = statistics.median(sum(peer(s) for s in samples) for _ in range(3)) / len(samples) * 1e3
        b.tell("small", "picklescan %.4f ms a file, without opening it" % theirs)


def archive(b):
    path = b.path("many.zip")

    def write():
        with zipfile.ZipFile(path, "w") as out:
            for i in range(20_000):
                out.writestr("folder/%05d.txt" % i, "member %d" % i)

    in_child(write)
    seconds, peak = b.scan(path)
    b.tell("zip", "20,000 members in %.0f ms, peak %.0f MiB" % (seconds * 1e3, peak), "at most 50 ms", seconds <= 0.05)


TENSORS = ["model.layers.%d.mlp.experts.%d.weight" % (i // 100, i % 100) for i in range(20_000)]


def write_safetensors(path):
    header, at = {}, 0
    for name in TENSORS:
        header[name] = {"dtype": "F32", "shape": [2, 2], "data_offsets": [at, at + 16]}
        at += 16
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + bytes(at))


def state_dict():
    """The pickle that torch.save makes of TENSORS: protocol 2, everything in the memo."""
    out, memo, seen = [b"\x80\2}q\0("], [1], {}

    def put():
        memo[0] += 1
        return b"r" + struct.pack("<I", memo[0] - 1) if memo[0] > 256 else b"q" + bytes([memo[0] - 1])

    def text(word):
        return b"X" + struct.pack("<I", len(word)) + word.encode() + put()

    def once(code, make):
        if code in seen:
            return b"h" + bytes([seen[code]])
        seen[code] = memo[0]
        return make(code)

    def imported(name):
        return once(name, lambda n: b"c" + n.encode() + b"\n" + put())

    for i, name in enumerate(TENSORS):
        out += [text(name), imported("torch._utils\n_rebuild_tensor_v2"), b"((", once("storage", text),
                imported("torch\nFloatStorage"), text(str(i)), once("cpu", text), b"K\4t", put(), b"QK\0K\2K\2\x86", put(),
                b"K\2K\1\x86", put(), b"\x89", imported("collections\nOrderedDict"), b")R", put(), b"t", put(), b"R", put()]
    return b"".join(out) + b"u."


def write_checkpoint(path):
    """As torch.save lays it out: members at multiples of 64 bytes."""
    with zipfile.ZipFile(path, "w") as out:
        def add(name, body):
            info = zipfile.ZipInfo("archive/" + name)
            pad = -(out.fp.tell() + 34 + len(info.filename)) % 64
            info.extra = b"FB" + struct.pack("<H", pad) + b"Z" * pad
            out.writestr(info, body)
            info.extra = b""  # in the directory

        add("data.pkl", state_dict())
        add("byteorder", b"little")
        for i in range(len(TENSORS)):
            add("data/%d" % i, bytes(16))
        add("version", b"3\n")


def write_gguf(path):
    def text(word):
        return struct.pack("<Q", len(word)) + word.encode()

    out = [b"GGUF", struct.pack("<IQQ", 3, len(TENSORS), 1), text("general.architecture"), struct.pack("<I", 8), text("llama")]
    out += [text(name) + struct.pack("<IQQIQ", 2, 2, 4, 0, 32 * i) for i, name in enumerate(TENSORS)]
    head = b"".join(out)
    with open(path, "wb") as file:
        file.write(head + bytes(-len(head) % 32 + 32 * len(TENSORS)))


def write_arrays(path):
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    array = b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header + bytes(16)
    with zipfile.ZipFile(path, "w") as out:
        for name in TENSORS:
            out.writestr(name + ".npy", array)


def tensors(b):
    for name, write, target in [("safetensors", write_safetensors, 50), ("pt", write_checkpoint, 50),
                                ("gguf", write_gguf, 50), ("npz", write_arrays, None)]:
        path = b.path("many." + name)
        in_child(lambda: write(path))
        b.expect(path, "ok")
        seconds, peak = b.scan(path)
        b.tell("tensors", "%s: 20,000 in %.0f ms, peak %.0f MiB" % (name, seconds * 1e3, peak),
               target and "at most %d ms" % target or "", not target or seconds <= target / 1e3)


def checkpoint_pickle(count):
    """A state dict of one float tensor, as torch.save writes it."""
    storage = b"(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuJ" + struct.pack("<i", count) + b"tQ"
    tensor = (b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"K\0J" + struct.pack("<i", count) +
              b"\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtR")
    return b"\x80\x02}X\x01\0\0\0w" + tensor + b"s."


def sparse(b):
    """Written by hand, since a library would write the zeros."""
    count, zeros = 500_000_000, bytes(1 << 20)
    crc, left = 0, 4 * count
    while left:
        crc = zlib.crc32(zeros[:min(left, len(zeros))], crc)
        left -= min(left, len(zeros))
    pickled = checkpoint_pickle(count)
    members = [(b"m/data.pkl", zlib.crc32(pickled), len(pickled)), (b"m/data/0", crc, 4 * count),
               (b"m/version", zlib.crc32(b"3\n"), 2)]
    bodies, directory, path = [pickled, None, b"3\n"], b"", b.path("sparse.pt")
    with open(path, "wb") as out:
        for (name, sum_, size), body in zip(members, bodies):
            fields = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, sum_, size, size, len(name), 0)
            directory += b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, out.tell()) + name
            out.write(b"PK\3\4" + fields + name)
            if body is None:
                out.seek(size, os.SEEK_CUR)
            else:
                out.write(body)
        at = out.tell()
        out.write(directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 3, 3, len(directory), at, 0))
    b.expect(path, "ok")
    seconds, peak = b.scan(path, "--no-digest")
    b.tell("sparse", "2 GB in %.0f ms, peak %.0f MiB" % (seconds * 1e3, peak), "at most 64 MiB", peak <= 64)
    seconds, peak = b.scan(path)
    b.tell("sparse", "with its digest %.2f s, %.2f GB/s, peak %.0f MiB" % (seconds, 2 / seconds, peak),
           "at most 64 MiB", peak <= 64)


PARTS = {"opcodes": opcodes, "small": small, "zip": archive, "tensors": tensors, "sparse": sparse}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--freehold", default="./freehold")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=sorted(PARTS))
    args = parser.parse_args()
    args.freehold = os.path.abspath(args.freehold)
    with tempfile.TemporaryDirectory() as folder:
        b = Bench(args, folder)
        for name, part in PARTS.items():
            if not args.only or args.only == name:
                part(b)
    sys.exit(1 if b.missed else 0)


if __name__ == "__main__":
    main()
