#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""checkpoints.py SEEN FREEHOLD COUNT [SEED] - our reading of checkpoints against PyTorch's.

Lets torch.save write checkpoints of many kinds and makes COUNT damaged ones of
them (the same ones for the same SEED): other records and members in the
archive, other opcodes, numbers and names in the pickles, other bytes. PyTorch
loads each, as it is by default and with weights_only (torch_load.py). What must
hold of SEEN (seen.c) and of `FREEHOLD scan`:

- An import that PyTorch's unpickler asks for, and that is none of what
  checkpoints need, is told.
- A record of the archive that PyTorch reads we have seen, with the same content.
- Each tensor that PyTorch gives lies within what the file has for its storage.
- Each tensor that PyTorch gives we list, with its type, shape and bytes.
- Where PyTorch would run a program of TorchScript, the file is not usable.

A file that we refuse is excused from all but the first, and one of which we tell
that persistent ids in it are up to the loader (pickle.persid, for review) from
the two about tensors. Compressed storages are not unpacked by us, which is told
(torch.packed); PyTorch unpacks some of them that zlib calls broken. The other direction
holds only for some causes: a file that PyTorch refuses since its archive, its
storages or the shapes of its tensors are wrong is not usable here either. It
refuses others that are sound, such as types of tensors that it does not know.

Of the checkpoints as torch.save wrote them none is refused; of those that hold
only tensors and what Python has for containers, each is usable. Ends with 1 if
something of this is not so.
"""
import collections
import hashlib
import io
import json
import os
import pickletools
import random
import struct
import subprocess
import sys
import tempfile
import warnings
import zipfile

import torch

import torch_load
from pickles import ask_seen, pack
from verdicts import ALLOWED, REFUSED, USABLE, archive, glob, member, number, short, stack_global, text
from zips import damage

SHOWN = 5  # of each kind
BATCH = 1000
ENDS = (".pt", ".bin", ".pth", ".ckpt")


# ---- What torch.save and torch.jit.save write ------------------------------------


class Call:
    """Is saved as a call with a state, as a hand-made pickle has it."""

    def __init__(self, *parts):
        self.parts = parts

    def __reduce__(self):
        return self.parts


def plain_objects():
    """name: something of tensors and containers only."""
    a = torch.arange(24.0).reshape(4, 6)
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Linear(3, 4))
    adam = torch.optim.Adam(model.parameters())
    sum(p.sum() for p in model.parameters()).backward()
    adam.step()
    tied = torch.nn.Parameter(torch.ones(5, 2))
    kinds = [torch.ones(3).to(t) for t in (
        torch.float64, torch.float16, torch.bfloat16, torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8,
        torch.bool, torch.complex64, torch.complex128)]
    scales, zeros = torch.ones(4), torch.zeros(4, dtype=torch.int64)
    return {
        "state": model.state_dict(),
        "optimizer": {"model": model.state_dict(), "optimizer": adam.state_dict(), "epoch": 3, "loss": [0.5, float("nan")]},
        "kinds": dict(enumerate(kinds)),
        "views": {"all": a, "row": a[1:3], "column": a[:, 2], "turned": a.t(), "step": a[::2, ::3],
                  "same": a[0, 0].expand(7), "last": a[3, 5]},
        "empty": [torch.zeros(0), torch.zeros(3, 0), torch.tensor(7), torch.zeros(0, dtype=torch.int64)],
        "nested": {"a": {"b": [{"c": (a, [a[0]])}]}, 1: {2: a[1]}, ("t", 3): a[2], None: True},
        "parameters": collections.OrderedDict(w=tied, v=tied, free=torch.nn.Parameter(torch.ones(2), False)),
        "sparse": {"coo": torch.eye(3).to_sparse(), "csr": torch.eye(3).to_sparse_csr()},
        "quantized": [torch.quantize_per_tensor(a, 0.1, 2, torch.quint8),
                      torch.quantize_per_channel(a, scales, zeros, 0, torch.qint8),
                      torch.quantize_per_tensor(a, 0.1, 2, torch.qint32)],
        "containers": [collections.defaultdict(list, x=[a]), {1.5: b"bytes", "s": "\u4f60\n"}, torch.Size([2, 3]),
                       torch.device("cpu"), torch.float32, slice(1, 2), 2 ** 70, -1, 3 + 4j, bytearray(b"abc")],
        "sets": [{1, 2}, frozenset("ab"), collections.Counter("aab")],
        "dims": torch.ones([1, 2] * 6),
        "storage": [a.storage(), a],
        "alone": torch.ones(2, 2),
        "several": [torch.ones(i) for i in range(1, 12)],
        "number": 7,
    }


def odd_objects():
    """name: tensors made in ways that torch.save does not take by itself."""
    a = torch.arange(12.0).reshape(3, 4)
    s = a.storage()
    v2, wrap = torch._utils._rebuild_tensor_v2, torch._tensor._rebuild_from_type_v2
    made = (s, 0, (3, 4), (4, 1), False, collections.OrderedDict())
    deep = Call(v2, made)
    for _ in range(6):
        deep = Call(torch._utils._rebuild_parameter, (deep, False, collections.OrderedDict()))
    return {
        "first": Call(torch._utils._rebuild_tensor, (s, 0, (3, 4), (4, 1))),
        "typed": Call(wrap, (v2, torch.Tensor, made, {})),
        "typed twice": Call(wrap, (wrap, torch.nn.Parameter, (v2, torch.Tensor, made, {}), {})),
        "parameters": deep,
        "parameter": Call(torch.nn.Parameter, (a,)),
        "pairs": Call(collections.OrderedDict, ([("w", a), ("v", a[1])],)),
        "default": Call(collections.defaultdict, (list, {"w": a})),
        "key": {a: 1, (a[1], 2): 3},
        "set": {a, a[2]},
        "by state": Call(torch.Tensor, (), (s, 2, (2, 4), (4, 1))),
        "list": Call(v2, (s, 0, [3, 4], [4, 1], False, collections.OrderedDict())),
        "size": Call(v2, (s, 0, torch.Size([3, 4]), (4, 1), False, collections.OrderedDict())),
    }


def saved(thing, **choice):
    out = io.BytesIO()
    torch.save(thing, out, **choice)
    return out.getvalue()


def scripts():
    """(name, bytes, severity that threats.md 4.3 gives) of TorchScript archives."""
    def reads(path: str, size: int):
        return torch.from_file(path, False, size)

    class Deep(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.names, self.shape = torch.nn.Conv2d(1, 2, 3), ["x", "y"], [1.5, 2.5]
            self.register_buffer("b", torch.ones(3))

        def forward(self, x):
            return self.a(x) + self.b.sum()

    for name, made, verdict in (("script linear", torch.jit.script(torch.nn.Linear(2, 3)), "review"),
                                ("script deep", torch.jit.script(Deep()), "review"),
                                ("script trace", torch.jit.trace(torch.nn.ReLU(), torch.ones(2)), "review"),
                                ("script reads", torch.jit.script(reads), "danger")):
        out = io.BytesIO()
        torch.jit.save(made, out)
        yield name, out.getvalue(), verdict


def seeds():
    """(name, bytes, verdicts that are right)."""
    older = {"_use_new_zipfile_serialization": False}
    for name, thing in plain_objects().items():
        yield name, saved(thing), USABLE
        yield name + ", older form", saved(thing, **older), USABLE
        yield name + ", protocol 4", saved(thing, pickle_protocol=4), USABLE
    for name, thing in odd_objects().items():
        yield "odd " + name, saved(thing), USABLE
        yield "odd " + name + ", older form", saved(thing, **older), USABLE
    for name, thing in (("module", torch.nn.Linear(2, 3)), ("modules", {"m": torch.nn.Sequential(torch.nn.ReLU())})):
        yield name, saved(thing), ("review",)
        yield name + ", older form", saved(thing, **older), ("review",)
    for name, data, verdict in scripts():
        yield name, data, (verdict,)


# ---- Damage to pickles -----------------------------------------------------------

NUMBERS = (0, 1, 2, 3, 7, 12, 24, 80, 255, 256, 65535, 65536, 2 ** 31 - 1, -1, -2)
CLASSES = [glob("torch", s + "Storage") for s in ("Float", "Double", "Half", "Byte", "Bool", "Long", "QInt8", "QUInt4x2",
                                                 "ComplexDouble", "Untyped", "ComplexHalf", "Made")]
CALLS = [glob("torch._utils", "_rebuild_" + r) for r in ("tensor", "tensor_v2", "qtensor", "parameter", "sparse_tensor",
                                                        "device_tensor_from_numpy", "made_up")]
OTHERS = [glob("collections", "OrderedDict"), glob("builtins", "list"), glob("torch", "Tensor"), glob("torch", "Size"),
          glob("torch", "float64"), glob("torch.nn.parameter", "Parameter"), glob("torch._tensor", "_rebuild_from_type_v2"),
          glob("posix", "system"), glob("probe", "replaced"), stack_global("probe", "stacked")]
KEYS = ("0", "1", "2", "3", "../0", "data.pkl", "", "00", "0\0", "\u0661")
EDITS = ("number", "number", "number", "text", "text", "global", "global", "drop", "double", "copy", "swap", "probe", "probe")


def opcodes(data):
    """(name, argument, bytes) of each opcode of the first pickle of `data`, and the rest behind it."""
    found = list(pickletools.genops(data))
    ends = [at for _, _, at in found[1:]] + [found[-1][2] + 1]
    return [(op.name, arg, data[at:end]) for (op, arg, at), end in zip(found, ends)], data[ends[-1]:]


def number_opcode(n, rng):
    size = max(1, (n.bit_length() + 8) // 8)
    if -2 ** 31 <= n < 2 ** 31 and rng.random() < 0.7:
        return number(n) if n >= 0 else b"J" + struct.pack("<i", n)
    return rng.choice([b"\x8a" + bytes([size]) + n.to_bytes(size, "little", signed=True), b"I%d\n" % n, b"L%dL\n" % n])


def text_opcode(s, rng):
    raw = s.encode("utf-8", "surrogatepass")
    way = rng.randrange(7)
    if way == 0 and len(raw) < 256:
        return b"U" + bytes([len(raw)]) + raw
    if way == 1:
        return b"T" + struct.pack("<I", len(raw)) + raw
    if way == 2:
        return b"V" + s.encode("raw-unicode-escape").replace(b"\n", b"\\u000a") + b"\n"
    if way == 3 and len(raw) < 256:
        return b"C" + bytes([len(raw)]) + raw
    return short(s) if way == 4 and len(raw) < 256 else text(s)


def edit(ops, rng):
    """One opcode, or a few, changed in the list of their bytes."""
    way = rng.choice(EDITS)
    kinds = {"number": ("BININT", "BININT1", "BININT2", "LONG1"), "text": ("BINUNICODE", "SHORT_BINUNICODE"),
             "global": ("GLOBAL", "STACK_GLOBAL")}
    places = [i for i, op in enumerate(ops) if op[0] in kinds.get(way, (op[0],))]
    if not places:
        return
    at = rng.choice(places)
    name, arg, raw = ops[at]
    if way == "number":
        n = rng.choice([arg + 1, arg - 1, arg * 2, rng.choice(NUMBERS), 2 ** 62, -2 ** 63])
        ops[at] = (name, n, number_opcode(n, rng))
    elif way == "text":
        s = rng.choice([arg, rng.choice(KEYS), ops[rng.choice(places)][1]])
        ops[at] = (name, s, text_opcode(s, rng))
    elif way == "global":
        ops[at] = (name, arg, (b"0" * 2 if name == "STACK_GLOBAL" else b"")
                   + rng.choice(rng.choice([CLASSES, CALLS, OTHERS, [o[2] for o in ops if o[0] == "GLOBAL"] or CALLS])))
    elif way == "drop":
        del ops[at : at + rng.choice([1, 1, 2, 5])]
    elif way == "double":
        ops.insert(at, ops[at])
    elif way == "copy":
        other = rng.randrange(len(ops))
        ops[at:at] = ops[other : other + rng.randrange(1, 30)]
    elif way == "swap":
        other = rng.randrange(len(ops))
        ops[at], ops[other] = ops[other], ops[at]
    else:
        ops.insert(at, ("PROBE", None, rng.choice([glob, stack_global])("probe", "n%d" % rng.randrange(1000)) + b"0"))


def edited(data, rng):
    """The pickle at the start of `data` with some opcodes changed."""
    try:
        ops, rest = opcodes(data)
    except Exception:  # damaged before
        return data
    for _ in range(rng.choice([1, 1, 2, 4])):
        if ops:
            edit(ops, rng)
    if rng.random() < 0.5 and ops:
        ops.insert(len(ops) - 1, ("PROBE", None, glob("probe", "last") + b"0"))
    return b"".join(op[2] for op in ops) + rest


def edited_older(data, rng):
    """The older form: five pickles, then the storages."""
    pieces, rest = [], data
    for _ in range(5):
        ops, after = opcodes(rest)
        pieces.append(rest[: len(rest) - len(after)])
        rest = after
    which = rng.choice([0, 1, 2, 3, 3, 3, 3, 4, 4, 5])
    if which == 5 and rest:
        at = rng.randrange(len(rest))
        rest = rng.choice([rest[:at], rest + rest[:8], rest[:at] + b"\x07" + rest[at + 1 :]])
    elif which < 5:
        pieces[which] = edited(pieces[which], rng)
    return b"".join(pieces) + rest


# ---- Damage to archives ----------------------------------------------------------

LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
FIELDS = {LOCAL: [(4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2), (30, 1), (33, 1)],
          CENTRAL: [(8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (34, 2), (38, 4), (42, 4),
                    (46, 1), (50, 1)],
          END: [(4, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)]}


def change_field(data, rng):
    """A number or a letter of a record, in place."""
    data = bytearray(data)
    kind = rng.choice([LOCAL, CENTRAL, CENTRAL, END])
    places, at = [], data.find(kind)
    while at >= 0:
        places.append(at)
        at = data.find(kind, at + 1)
    offset, size = rng.choice(FIELDS[kind])
    if not places or rng.choice(places) + offset + size > len(data):
        return bytes(data)
    at = rng.choice(places) + offset
    old = int.from_bytes(data[at : at + size], "little")
    new = rng.choice([old + 1, old - 1, old * 2, 0, 1, 8, 0x20, 1 << (8 * size - 1), -1, old ^ 0x20])
    data[at : at + size] = (new % (1 << 8 * size)).to_bytes(size, "little")
    return bytes(data)


def renamed(name, rng):
    folder, _, rest = name.partition("/")
    return rng.choice([folder + "/x/" + rest, "other/" + rest, rest, folder + "/" + rest.upper(), folder.upper() + "/" + rest,
                       folder + "//" + rest, "./" + name, name.replace("/", "\\"), folder + "/" + rest + "/", "/" + name,
                       folder + "/data/../" + rest, folder + "/" + rest + "\0"])


def change_members(members, rng):
    """Members renamed, doubled, dropped, moved, cut, made longer; others beside them."""
    at = rng.randrange(len(members))
    name, content = members[at]
    way = rng.randrange(10)
    if way == 0:
        members[at] = (renamed(name, rng), content)
    elif way == 1:  # the same name, or nearly, with another content
        other = rng.choice([content[:-1], content + b"\0", edited(content, rng) if name.endswith(".pkl") else b""])
        members.insert(rng.randrange(len(members) + 1), (rng.choice([name, renamed(name, rng)]), other))
    elif way == 2:
        del members[at]
    elif way == 3:
        rng.shuffle(members)
    elif way in (4, 5):
        cut = rng.randrange(len(content) + 1)
        members[at] = (name, rng.choice([content[:cut], content + content[:cut], b"", content[:-1]]))
    elif way == 6:
        folder = name.partition("/")[0]
        members.insert(rng.randrange(len(members) + 1), (folder + "/" + rng.choice(
            ["constants.pkl", "code/a.py", "byteorder", ".data/version", "version", "data.pkl.debug_pkl"]),
            rng.choice([b"3\n", b"big", b"", b"\x80\x02)."])))
    elif way == 7:  # another checkpoint within the archive, as a whole
        inner = rng.choice(["x", "data", name.partition("/")[0] + "/x"])
        front = [(inner + "/" + n.partition("/")[2], c) for n, c in members]
        members[:0] = front if rng.random() < 0.5 else front[:1]
    else:
        pickles = [i for i, m in enumerate(members) if m[0].lower().endswith(".pkl") and m[1]]
        if pickles:
            at = rng.choice(pickles)
            members[at] = (members[at][0], edited(members[at][1], rng))


def built(members, rng):
    """An archive of the members, by zipfile or by hand."""
    if rng.random() < 0.2:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            for name, content in members:
                with z.open(zipfile.ZipInfo(name), "w", force_zip64=rng.random() < 0.5) as f:
                    f.write(content)
        return out.getvalue()
    pad, made = struct.pack("<HH", 0x4246, 20) + b"Z" * 20, []
    for name, content in members:
        made.append(member(name.encode(), content))
        if rng.random() < 0.1:
            made[-1].update(rng.choice([{"method": 8}, {"extra": pad}, {"flags": 8}, {"flags": 0x800}, {"flags": 1},
                                        {"central": renamed(name, rng).encode()}, {"crc": 1},
                                        {"central_size": len(content) + rng.choice([-1, 1, 64])}]))
        made[-1]["central_size"] = made[-1]["central_size"] if made[-1]["central_size"] != -1 else 0
    odd = rng.random() < 0.15
    return archive(made, prefix=b"before" * (odd and rng.random() < 0.2), comment=b"a comment" * (odd and rng.random() < 0.4),
                   tail=b"behind" * (odd and rng.random() < 0.2), count=len(made) - (odd and rng.random() < 0.2))


def mutant(data, rng):
    if data[:2] != b"PK":
        data = edited_older(data, rng) if rng.random() < 0.85 else damage(data, rng)
    elif rng.random() < 0.75:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            members = [(n, z.read(n)) for n in z.namelist()]
        for _ in range(rng.choice([0, 1, 1, 2])):
            if members:
                change_members(members, rng)
        pickle_at = [i for i, m in enumerate(members) if m[0].endswith("data.pkl")]
        if pickle_at and rng.random() < 0.6:
            i = rng.choice(pickle_at)
            members[i] = (members[i][0], edited(members[i][1], rng))
        data = built(members, rng)
        if rng.random() < 0.25:
            data = change_field(data, rng)
    else:
        for _ in range(rng.choice([1, 1, 2])):
            data = change_field(data, rng) if rng.random() < 0.7 else damage(data, rng)
    if rng.random() < 0.1 and data:
        at = rng.randrange(len(data))
        data = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
    return data


# ---- The three answers -----------------------------------------------------------


def load_some(inputs, first, out):
    """In a process of its own: a line of JSON for each from `first` on."""
    torch_load.limit()
    torch_load.put_in_place()
    for i in range(first, len(inputs)):
        torch_load.signal.alarm(torch_load.SECONDS)
        answers = [torch_load.load(inputs[i], weights) for weights in (False, True)]
        out.write(json.dumps([i, answers]) + "\n")
        out.flush()


def ask_torch(inputs):
    """What PyTorch does with each, by default and with weights_only; None where it died."""
    answers, first = [None] * len(inputs), 0
    while first < len(inputs):
        with tempfile.TemporaryFile("w+") as f:
            child = os.fork()
            if not child:
                try:
                    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                    load_some(inputs, first, f)
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
            f.seek(0)
            for line in f:
                if line.endswith("\n"):
                    i, answers[i] = json.loads(line)
                    first = i + 1
        if first < len(inputs):
            first += 1  # the one on which it died
    return answers


def ask_freehold(freehold, inputs, names):
    """(verdict, {(rule, what is shown)}) of each file."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in zip(names, inputs):
            with open(os.path.join(folder, name), "wb") as f:
                f.write(data)
        run = subprocess.run([freehold, "scan", "--format", "json", folder], stdout=subprocess.PIPE, check=False)
    told = json.loads(run.stdout)
    found = collections.defaultdict(set)
    for f in told["safety"]["findings"]:
        found[f["path"]].add((f["rule"], f["shows"]))
    verdicts = {f["path"]: f["verdict"] for f in told["files"]}
    return [(verdicts[name], found[name]) for name in names]


def ask_both(seen, inputs):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "checkpoints")
        with open(path, "wb") as f:
            f.write(pack(inputs))
        return [ask_seen(seen, form, path, len(inputs)) for form in ("zip", "torch")]


# ---- The comparison --------------------------------------------------------------

UNKNOWN_NAME = ("pickle.import.dynamic", "pickle.ext", "pickle.limit")


def import_told(module, name, found):
    if module + "." + name in ALLOWED:
        return True
    words = "imports %s.%s, " % (module, name)
    odd = not (module + name).isprintable() or not (module + name).isascii()
    return any((rule.startswith("pickle.import.") and (odd or shows.startswith(words))) or rule in UNKNOWN_NAME
               for rule, shows in found)


def record_seen(name, digest, words):
    """Whether a member has this content, of which the name is `name` behind the folder of the archive."""
    end = ("/" + name).encode("utf-8", "surrogatepass").lower()
    for w in words:
        if w[0] == "n":
            ours, _, content = w[1:].partition(":")
            if content == digest and bytes.fromhex(ours).lower().endswith(end):
                return True
    return False


NAMES = {"float32": "f32", "float64": "f64", "float16": "f16", "bfloat16": "bf16", "int8": "i8", "int16": "i16",
         "int32": "i32", "int64": "i64", "uint8": "u8", "bool": "bool", "complex64": "c64", "complex128": "c128",
         "qint8": "qint8", "quint8": "quint8", "qint32": "qint32"}


def folded(shape):
    """As we tell more than eight dimensions: the outermost are one."""
    while len(shape) > 8:
        shape = [shape[0] * shape[1], *shape[2:]]
    return shape


def tensor_told(tensor, data, words):
    kind, shape, _, _, digest = tensor
    kind = kind.partition(".")[2]
    for w in words:
        if w[0] != "t":
            continue
        ours, at, size, *dims = bytes.fromhex(w[1:]).decode().split()
        at, size, dims = int(at), int(size), [int(n) for n in dims]
        if (ours == NAMES.get(kind, ours) and dims == folded(shape)
                and (not at or not digest or hashlib.sha256(data[at : at + size]).hexdigest() == digest)):
            return True
    return False


# What PyTorch says where it is the archive, a storage or a shape that it refuses. (Of members beside the folder of the
# checkpoint it says "not in a subdirectory" and loads nothing; they are looked into like all others. And an archive
# without data.pkl is a checkpoint by its name only.)
REFUSALS = ("PytorchStreamReader failed", "not resizable", "storage has wrong size", "setStorage", "out of bounds",
            "mismatch in length of strides and shape", "unexpected EOF", "is negative", "negative stride")


def differences(data, answers, verdict, found, members, torch_words):
    """What must hold and does not, of one file."""
    asked = {tuple(a) for answer in answers for a in answer["asked"]}
    for module, name in asked:
        if not import_told(module, name, found):
            yield "import", "PyTorch asks for %s.%s, which is not told" % (module, name)
    if verdict in REFUSED:
        return
    strange = any(rule == "pickle.persid" for rule, _ in found)
    packed = any(rule == "torch.packed" for rule, _ in found)
    for answer, how in zip(answers, ("", ", weights_only")):
        says = answer["says"] or ""
        if says == "script" and verdict in USABLE:
            yield "script", "PyTorch runs it as a program" + how
        if verdict in USABLE and any(r in says for r in REFUSALS) and "file data.pkl: file not found" not in says:
            yield "refusal", "PyTorch refuses it%s: %s" % (how, says)
        for name, digest in answer["read"].items():
            if digest and not (packed and name.startswith("data/")) and not record_seen(name, digest, members):
                yield "record", "PyTorch reads %r%s, which is not seen" % (name, how)
        for tensor in () if strange else answer["tensors"]:
            _, shape, end, have, _ = tensor
            if end > have:
                yield "extent", "a tensor %r takes %d bytes of a storage of %d%s" % (shape, end, have, how)
            elif not tensor_told(tensor, data, torch_words):
                yield "tensor", "a tensor %s %r is not listed%s" % (tensor[0], shape, how)


class Count(collections.Counter):
    """Of what was compared, and of what differs by its kind."""

    def tell(self, kind, name, what, data, folder):
        self[kind] += 1
        if self[kind] <= SHOWN:
            print("checkpoint %s: %s" % (name, what))
            if folder:
                with open(os.path.join(folder, "%s-%s" % (kind, name.replace("/", "_"))), "wb") as f:
                    f.write(data)


KINDS = ("import", "script", "refusal", "record", "extent", "tensor", "verdict", "told")


def compare(seen, freehold, inputs, labels, count, keep=None):
    names = ["%d%s" % (i, ENDS[i % len(ENDS)]) for i in range(len(inputs))]
    verdicts = ask_freehold(freehold, inputs, names)
    members, torch_words = ask_both(seen, inputs)
    answers = ask_torch(inputs)
    for i, label in enumerate(labels):
        verdict, found = verdicts[i]
        count["files"] += 1
        count["refused"] += verdict in REFUSED
        if answers[i] is None:
            count["died"] += 1
            continue
        count["asked"] += sum(len(a["asked"]) for a in answers[i])
        count["loaded"] += any(a["says"] is None for a in answers[i])
        count["usable"] += verdict in USABLE
        count["records"] += sum(len(a["read"]) for a in answers[i])
        count["tensors"] += sum(len(a["tensors"]) for a in answers[i])
        count["outside"] += sum(end > have for a in answers[i] for _, _, end, have, _ in a["tensors"])
        for kind, what in dict(differences(inputs[i], answers[i], verdict, found, members[i], torch_words[i])).items():
            count.tell(kind, label + names[i], what + " (%s)" % verdict, inputs[i], keep)
    return verdicts, answers


def compare_good(seen, freehold, good, count, keep):
    """What torch.save wrote itself."""
    verdicts, answers = compare(seen, freehold, [g[1] for g in good], ["good %s " % g[0] for g in good], count, keep)
    for (name, data, right), (verdict, found), answer in zip(good, verdicts, answers):
        if verdict not in right:
            count.tell("verdict", "good " + name, "is %s, not %s: %s" % (verdict, "/".join(right), sorted(found)), data, keep)
        if answer and answer[0]["says"] not in (None, "script"):
            count.tell("told", "good " + name, "PyTorch does not load it here: %s" % answer[0]["says"], data, keep)


def main():
    seen, freehold, number_of = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    keep = sys.argv[5] if len(sys.argv) > 5 else None
    warnings.simplefilter("ignore")
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    good, count = list(seeds()), Count()
    compare_good(seen, freehold, good, count, keep)
    of_good = Count(count)
    for first in range(0, number_of, BATCH):
        inputs = []
        for i in range(first, min(first + BATCH, number_of)):
            rng = random.Random(seed * 1000003 + i)
            inputs.append(mutant(rng.choice(good)[1], rng))
        compare(seen, freehold, inputs, ["%d " % (first + i) for i in range(len(inputs))], count, keep)
    faults = sum(count[kind] for kind in KINDS)
    print("differential torch: %d checkpoints and %d damaged ones, seed %d, PyTorch %s" % (
        len(good), number_of, seed, torch.__version__))
    print("differential torch: it loaded %(loaded)d, asked for %(asked)d imports, read %(records)d records, gave "
          "%(tensors)d tensors, %(outside)d of them beyond their storage, and died on %(died)d; %(refused)d refused here, "
          "%(usable)d usable" % count)
    print("differential torch: %d differ%s" % (faults, "".join(", %s %d" % (k, count[k]) for k in KINDS if count[k])))
    if (of_good["tensors"] < len(good) or (number_of >= BATCH and not count["outside"])
            or count["refused"] in (0, count["files"])):
        raise SystemExit("too little was compared: it shows nothing")
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
