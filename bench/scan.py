#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `freehold scan`: time of the processor and peak memory of whole processes, medians of several
runs, on one thread.

    python3 bench/scan.py [--freehold PROGRAM] [--runs N] [--only WORD]

  opcodes    large pickles of several shapes, nearly all opcodes; MB/s, beside picklescan's in the same run
  as-run     a folder of them as people run both programs: all threads, digests, starts; by the clock
  small      2,000 small pickles in one process, per file, beside picklescan's
  zip        a zip archive of 20,000 members
  tensors    20,000 tensors: a safetensors file, a PyTorch checkpoint with one storage each, a GGUF file, an .npz archive
  packed     60 MB of weights and pickles in what is unpacked to be looked into: peak memory of each kind
  sparse     a PyTorch checkpoint of 2 GB, sparse: peak memory, without and with hashing

A line ends with its target, and with MISSED if it was missed. But for as-run, picklescan is called as a library in
this process or a child of it, so that its start is not counted. It gets the same bytes as we, three times at most
(some GB of memory, and 10 seconds each); in as-run a small part of them. Its runs and ours take turns, so that what
else the machine does slows both. Where Python has no picklescan its figures are left out with a message. Peak memory is
at least that of this script, which a child inherits. Python's standard library only.
"""
import argparse
import bz2
import collections
import gzip
import io
import json
import lzma
import os
import pickle
import random
import shutil
import statistics
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import types
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


def peer_rate(data):
    return len(data) / MB / peer(data)


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


# ---- Large pickles of several shapes: bytes for a scale


def rows(scale):
    """As repeated dumps to one file make it."""
    one = pickle.dumps([("k%d" % i, i, i * 0.5, None, True) for i in range(1000)], protocol=4)
    return one * (100 * scale)


def make_records(scale, protocol):
    r = random.Random(1)
    words = ["w%d" % i for i in range(5000)]
    return pickle.dumps([{"id": "%08x" % r.getrandbits(32), "title": " ".join(r.choices(words, k=4)),
                          "label": r.choice(words), "score": r.random(), "count": r.randrange(70000)}
                         for _ in range(8000 * scale)], protocol=protocol)


def records(scale):
    """A data set: one list of dicts of short texts."""
    return make_records(scale, 4)


def text(scale):
    """The same as protocol 0 writes it, in lines."""
    return make_records(scale, 0)


def numbers(scale):
    """Lists of numbers and pairs of them."""
    r = random.Random(1)
    return pickle.dumps({"floats": [r.random() for _ in range(80000 * scale)],
                         "counts": [r.randrange(1 << 20) for _ in range(80000 * scale)],
                         "pairs": [(r.randrange(300), r.randrange(70000)) for _ in range(40000 * scale)]}, protocol=4)


class Sample:
    pass


def instances(scale):
    """Objects of one class in protocol 2: every one is kept in the memo, keys and class come out of it."""
    made = []
    for i in range(8000 * scale):
        made.append(Sample())
        made[-1].__dict__ = {"name": "n%d" % i, "place": i, "rate": i / 3, "tags": ["a", "b"], "box": (i, i + 1)}
    return pickle.dumps(made, protocol=2)


class Tensor:
    """As torch pickles a view into a storage of floats."""
    def __init__(self, torch, at):
        self.torch, self.at = torch, at

    def __reduce__(self):
        return self.torch._utils._rebuild_tensor_v2, (self.torch.FloatStorage(), self.at, (4,), (1,), False,
                                                      collections.OrderedDict())


def optimizer(scale):
    """The state of an optimizer as torch.save writes it, without torch: a name to import is all that it takes."""
    def name(module, word, kind):
        kind.__module__, kind.__qualname__ = module.__name__, word
        setattr(module, word, kind)
        return kind

    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    sys.modules["torch"], sys.modules["torch._utils"], torch._utils = torch, utils, utils
    name(utils, "_rebuild_tensor_v2", lambda *arguments: None)
    storage = name(torch, "FloatStorage", type("FloatStorage", (), {}))

    class Pickler(pickle.Pickler):
        def persistent_id(self, thing):
            return ("storage", storage, "0", "cpu", 8) if isinstance(thing, storage) else None

    count, out = 1500 * scale, io.BytesIO()
    state = {i: {"step": i, "exp_avg": Tensor(torch, 0), "exp_avg_sq": Tensor(torch, 4), "lr": i / 7}
             for i in range(count)}
    group = {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "amsgrad": False, "params": list(range(count))}
    Pickler(out, protocol=2).dump({"state": state, "param_groups": [group]})
    return out.getvalue()


def write_pickle(path, data):
    with open(path + ".pkl", "wb") as out:
        return out.write(data)


def write_checkpoint(path, data):
    with zipfile.ZipFile(path + ".pt", "w") as out:
        out.writestr("m/data.pkl", data)
        out.writestr("m/version", "3\n")
        out.writestr("m/data/0", bytes(32))
    return len(data)


# Bytes by scale, how they are written, how many files of which scale, and the verdict on them.
SHAPES = [
    (rows, write_pickle, 1, 20, "note"),  # several pickles in a row
    (records, write_pickle, 1, 80, "ok"),
    (numbers, write_pickle, 1, 30, "ok"),
    (instances, write_pickle, 1, 60, "review"),  # the class is on no list
    (optimizer, write_checkpoint, 20, 10, "ok"),
    (text, write_pickle, 1, 40, "ok"),
]


def write_shape(folder, shape, write, count, scale):
    os.mkdir(folder)
    data = shape(scale)
    return sum(write(os.path.join(folder, "%s-%d" % (shape.__name__, i)), data) for i in range(count))


PEER_RUNS = 3


def opcodes(b):
    """What has least to spare, and why: of a checkpoint every tensor, of some 70 bytes, is held against its storage,
    which picklescan does not do; the labels of records in protocol 0 come from all over a large memo, and its lines
    are what picklescan is fastest at."""
    bytes_of_all = time_of_all = their_time = 0
    for shape, write, count, scale, verdict in SHAPES:
        folder = b.path(shape.__name__)
        size = in_child(lambda: write_shape(folder, shape, write, count, scale))
        b.expect(folder, verdict)
        words = [b.args.freehold, "scan", folder, "--threads", "1", "-q", "--no-digest"]
        ours, theirs = [], []
        for _ in range(b.args.runs):
            ours.append(run(words))
            if scan_pickle_bytes and len(theirs) < PEER_RUNS:
                theirs.append(in_child(lambda: peer_rate(shape(scale))))
        seconds, peak = statistics.median(r[0] for r in ours), max(r[1] for r in ours)
        rate = size / MB / seconds
        b.tell("opcodes", "%-10s%3.0f MB in %3.0f ms, %3.0f MB/s, peak %.0f MiB" % (
            shape.__name__, size / MB, seconds * 1e3, rate, peak), "at least 200 MB/s", rate >= 200)
        bytes_of_all += size
        time_of_all += seconds
        if theirs:
            their = statistics.median(theirs)
            their_time += size / MB / their
            b.tell("", "%9s picklescan %.2f MB/s: %.0f times" % ("", their, rate / their), "at least 100 times",
                   rate / their >= 100)
        shutil.rmtree(folder)
    b.tell("opcodes", "all      %4.0f MB in %3.0f ms, %3.0f MB/s" % (
        bytes_of_all / MB, time_of_all * 1e3, bytes_of_all / MB / time_of_all))
    if their_time:
        b.tell("", "%9s picklescan %.2f MB/s: %.0f times" % (
            "", bytes_of_all / MB / their_time, their_time / time_of_all), "at least 100 times",
            their_time / time_of_all >= 100)


def clock(words):
    """(seconds by the clock, standard output) of one process; findings (exit 1) are an answer."""
    start = time.monotonic()
    child = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if child.returncode not in (0, 1):
        raise SystemExit("%s: status %d" % (" ".join(words), child.returncode))
    return time.monotonic() - start, child.stdout


def as_run(b):
    def write(name, part):
        folder = b.path(name)
        os.mkdir(folder)
        return sum(in_child(lambda: write_shape(os.path.join(folder, shape.__name__), shape, write, count, scale))
                   for shape, write, count, scale in part)

    size = write("large", [shape[:4] for shape in SHAPES])
    part = write("part", [(shape, write, 1, 1) for shape, write, _, _, _ in SHAPES])
    words = [b.args.freehold, "scan", b.path("large")]
    theirs = [sys.executable, "-c", "from picklescan.cli import main; main()", "-p", b.path("part")]
    ours, peers = [], []
    for _ in range(b.args.runs):
        seconds, output = clock(words)
        ours.append(seconds)
        if scan_pickle_bytes:
            peers.append(clock(theirs)[0])
    if clock(words + ["--threads", "1"])[1] != output:
        raise SystemExit("the output differs by the number of threads")
    rate = size / MB / statistics.median(ours)
    b.tell("as-run", "%d files, %.0f MB in %.0f ms by the clock, %.0f MB/s, %d processors" % (
        sum(len(files) for _, _, files in os.walk(b.path("large"))), size / MB, statistics.median(ours) * 1e3, rate,
        len(os.sched_getaffinity(0))))
    if peers:
        their = part / MB / statistics.median(peers)
        b.tell("", "%9s picklescan's command %.0f MB in %.1f s, %.2f MB/s: %.0f times" % (
            "", part / MB, statistics.median(peers), their, rate / their))


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


def write_state_dict(path):
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
    for name, write, target in [("safetensors", write_safetensors, 50), ("pt", write_state_dict, 50),
                                ("gguf", write_gguf, 50), ("npz", write_arrays, None)]:
        path = b.path("many." + name)
        in_child(lambda: write(path))
        b.expect(path, "ok")
        seconds, peak = b.scan(path)
        b.tell("tensors", "%s: 20,000 in %.0f ms, peak %.0f MiB" % (name, seconds * 1e3, peak),
               target and "at most %d ms" % target or "", not target or seconds <= target / 1e3)


def weights(size):
    """Bytes that shrink by half."""
    some = random.Random(1)
    return b"".join(some.randbytes(2048) + bytes(2048) for _ in range(size // 4096))


def tar_of(name, data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive_:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive_.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zip_of(name, data, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as archive_:
        archive_.writestr(name, data)
    return out.getvalue()


def programs(size):
    """A TorchScript archive of many programs."""
    one = b"".join(b"x%d = y%d\n" % (i * i % 1000003, i) for i in range(40000))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive_:
        archive_.writestr("m/data.pkl", b"\x80\2}.")
        for i in range(size // len(one)):
            archive_.writestr("m/code/c%d.py" % i, one)
    return out.getvalue()


def write_packed(folder):
    size = 60_000_000
    one = pickle.dumps([("k%d" % i, i, i * 0.5, None, True) for i in range(1000)], protocol=4)
    objects, plain = one * (size // len(one)), weights(size)
    kinds = {"tar.gz": gzip.compress(tar_of("w.bin", plain), 1), "tar.bz2": bz2.compress(tar_of("w.bin", plain), 1),
             "tar.xz": lzma.compress(tar_of("w.bin", plain), preset=0), "pkl.gz": gzip.compress(objects, 1),
             "joblib": zlib.compress(objects, 1), "zip": zip_of("w.pkl", objects),
             "zip.zip": zip_of("in.zip", zip_of("w.pkl", objects, zipfile.ZIP_STORED)),
             "pt": programs(size), "zip.tar.gz": gzip.compress(tar_of("in.zip", zip_of("w.pkl", objects, zipfile.ZIP_STORED)), 1)}
    for name, data in kinds.items():
        with open(os.path.join(folder, "w." + name), "wb") as out:
            out.write(data)
    return list(kinds)


def packed(b):
    for name in in_child(lambda: write_packed(b.folder)):
        seconds, peak = b.scan(b.path("w." + name), "--no-digest")
        b.tell("packed", "%s: %.2f s, peak %.0f MiB" % (name, seconds, peak), "at most 64 MiB", peak <= 64)


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


PARTS = {"opcodes": opcodes, "as-run": as_run, "small": small, "zip": archive, "tensors": tensors, "packed": packed,
         "sparse": sparse}


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
