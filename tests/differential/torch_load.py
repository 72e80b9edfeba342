# SPDX-License-Identifier: Apache-2.0
"""torch_load.py - lets PyTorch load checkpoints and records what it asks for.

Used by checkpoints.py, in a forked process: memory and time are limited, and a
checkpoint may bring PyTorch down. Nothing that a pickle names is imported: what
checkpoints need is at hand below, all else is a stand-in of this file that keeps
what it is given. Programs of TorchScript are not run.
"""
import _codecs
import collections
import ctypes
import hashlib
import io
import itertools
import os
import pickle
import resource
import signal

import torch
import torch.serialization as serialization
from torch import _weights_only_unpickler as weights_only

import child
from verdicts import ALLOWED

MOST = 1 << 20  # bytes of a record or tensor that are compared
MEMORY = 3 << 30  # of address space above what PyTorch takes at its start
SECONDS = 5  # a checkpoint

PLAIN = {"bytearray": bytearray, "set": set, "frozenset": frozenset, "complex": complex, "list": list, "dict": dict,
         "tuple": tuple, "int": int, "float": float, "bool": bool, "str": str, "bytes": bytes, "slice": slice,
         "range": range, "object": object, "long": int, "unicode": str}


def at_hand():
    """(module, name): the thing itself, of what threats.md 3.4 allows and PyTorch makes tensors of."""
    things = {(m, n): v for m in ("builtins", "__builtin__") for n, v in PLAIN.items()}
    for path in ALLOWED:
        module, _, name = path.rpartition(".")
        home = {"torch": torch, "torch._utils": torch._utils, "torch._tensor": torch._tensor,
                "torch.nn.parameter": torch.nn.parameter, "torch.serialization": serialization,
                "torch.storage": torch.storage, "collections": collections, "_codecs": _codecs}.get(module)
        if home and hasattr(home, name):
            things[module, name] = getattr(home, name)
    return things


THINGS = at_hand()


class Script(Exception):
    """PyTorch would have run the file as a program."""


class StandIn(child.Recorder):
    """Keeps what it is given, so that tensors in it are found."""

    dump_patches = False  # asked of classes of modules

    def __new__(cls, *more, **named):
        made = object.__new__(cls)
        made.held = [more, named]
        return made

    def keep(self, *more):
        self.held.append(more)

    append = extend = add = update = __setitem__ = __setstate__ = keep

    def __call__(self, *more, **named):
        return StandIn(self, more, named)


class Record:
    """Of one load."""

    def __init__(self):
        self.asked, self.read = {}, {}
        self.made = []  # (persistent id, storage), of the older form too
        self.keys = None  # the last pickle that was loaded on its own
        self.storages = {}  # address: bytes that the file has for it

    def take_storage(self, storage, size):
        if storage.data_ptr():
            self.storages[storage.data_ptr()] = size


now = Record()


def noted(persistent_load):
    def load_and_note(saved_id):
        made = persistent_load(saved_id)
        now.made.append((saved_id, made))
        return made
    return load_and_note


class Noted:
    """An unpickler of which the storages are noted that it is given."""

    def __setattr__(self, name, value):
        super().__setattr__(name, noted(value) if name == "persistent_load" else value)


class Unpickler(Noted, pickle.Unpickler):
    def find_class(self, module, name):
        now.asked[module, name] = True
        return THINGS.get((module, name), StandIn)


class WeightsUnpickler(Noted, weights_only.Unpickler):
    pass


def load_noted(unpickler):
    def load_one(f, **choice):
        now.keys = unpickler(f, **choice).load()
        return now.keys
    return load_one


class Pickle:
    """In the place of the module pickle."""

    Unpickler = Unpickler
    UnpicklingError = pickle.UnpicklingError
    load = staticmethod(load_noted(Unpickler))


class Globals(dict):
    """What the unpickler of weights_only imports; it asks with `in` first, and ends at what is not here."""

    def __contains__(self, path):
        known = super().__contains__(path)
        if known:
            now.asked[tuple(path.rpartition(".")[::2])] = True
        return known


class Reader:
    """PyTorch's reader of archives; each record that is asked for is noted."""

    def __init__(self, f):
        self.reader = torch._C.PyTorchFileReader(f)

    def __enter__(self):
        return self

    def __exit__(self, *more):
        pass

    def get_all_records(self):
        return self.reader.get_all_records()

    def get_record(self, name):
        data = self.reader.get_record(name)
        now.read[name] = hashlib.sha256(data).hexdigest() if len(data) <= MOST else None
        return data

    def get_storage_from_record(self, name, count, kind):
        made = self.reader.get_storage_from_record(name, count, kind)
        now.take_storage(made.storage().untyped(), len(self.get_record(name)))
        return made


def no_script(*more, **named):
    raise Script


def put_in_place():
    serialization.pickle = Pickle
    serialization._open_zipfile_reader = Reader
    torch.jit.load = no_script
    known = Globals(weights_only._get_allowed_globals())
    weights_only._get_allowed_globals = lambda: known
    weights_only.Unpickler = WeightsUnpickler
    weights_only.load = load_noted(WeightsUnpickler)


def parts(thing):
    """What lies within `thing`, of the containers that checkpoints are made of."""
    if isinstance(thing, dict):
        yield from itertools.chain(dict.keys(thing), dict.values(thing))
    elif isinstance(thing, (list, tuple, set, frozenset)):
        yield from iter(thing)
    if isinstance(thing, torch.Tensor):
        if thing.layout is torch.sparse_coo:
            yield from (thing._indices(), thing._values())
        elif thing.layout is torch.sparse_csr:
            yield from (thing.crow_indices(), thing.col_indices(), thing.values())
        elif thing.is_quantized and thing.qscheme() in (torch.per_channel_affine,
                                                        torch.per_channel_affine_float_qparams):
            yield from (thing.q_per_channel_scales(), thing.q_per_channel_zero_points())
    yield from getattr(thing, "__dict__", {}).values()


def tensors_in(result):
    """Each tensor of `result`, however deep."""
    stack, seen = [result], {}
    while stack:
        thing = stack.pop()
        if id(thing) in seen or isinstance(thing, type):
            continue
        seen[id(thing)] = thing  # kept, so that no other gets its number
        if isinstance(thing, torch.Tensor):
            yield thing
        stack.extend(parts(thing))


def described(t):
    """(element type, shape, bytes it reaches to, bytes its storage has in the file, digest), or None: it is not out
    of the file, or has no elements."""
    if t.layout is not torch.strided or t.device.type != "cpu" or not t.numel():
        return None
    storage = t.storage().untyped()
    have = now.storages.get(storage.data_ptr())
    if have is None:
        return None
    size = t.element_size()
    last = sum((n - 1) * step for n, step in zip(t.shape, t.stride()))
    first, end = t.storage_offset() * size, (t.storage_offset() + last + 1) * size
    digest = None
    if end <= have and t.is_contiguous() and end - first <= MOST:
        digest = hashlib.sha256(ctypes.string_at(storage.data_ptr() + first, end - first)).hexdigest()
    return str(t.dtype), list(t.shape), end, have, digest


def take_streamed():
    """Storages of the older form: those that the last pickle names were filled from the file."""
    for saved_id, made in now.made:
        if not hasattr(made, "untyped"):  # the class of a module
            continue
        raw = made.untyped()
        filled = isinstance(now.keys, list) and saved_id[2] in now.keys
        now.take_storage(raw, raw.nbytes() if filled else 0)


def load(data, weights):
    """What PyTorch does with the bytes of a checkpoint, as a dict."""
    global now
    now = Record()
    says, tensors = None, []
    try:
        result = torch.load(io.BytesIO(data), map_location="cpu", weights_only=weights)
        if not now.read:
            take_streamed()
        tensors = [d for d in map(described, tensors_in(result)) if d]
    except Script:
        says = "script"
    except (Exception, RecursionError) as e:  # of many kinds: whatever a file brings about
        says = "%s: %s" % (type(e).__name__, str(e)[:300])
    return {"asked": list(now.asked), "read": now.read, "says": says, "tensors": tensors}


def limit():
    with open("/proc/self/statm") as f:
        taken = int(f.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    torch.set_num_threads(1)
