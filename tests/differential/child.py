# SPDX-License-Identifier: Apache-2.0
"""child.py FILE FROM - what CPython's unpickler asks for, pickle by pickle.

FILE holds inputs, each behind its length (4 bytes, lowest first). Of each one
line of JSON is printed: the number and the list of [module, name] that the
unpickler looked up. Nothing named in a pickle is imported or called: every
look-up gives a recorder of this file. Run in a process of its own: memory and
time are limited, and a pickle may bring the interpreter down.
"""
import io
import itertools
import json
import pickle
import resource
import sys
import warnings


class Kind(type):
    """Classes on which a pickle can do what it does to objects."""

    def append(cls, *more):
        pass

    extend = add = update = __setitem__ = append


class Recorder(metaclass=Kind):
    """Stands for whatever was asked for: takes every call, holds all items."""

    def __new__(cls, *more, **named):
        return object.__new__(cls)

    def __init__(self, *more, **named):
        pass

    def __call__(self, *more, **named):
        return Recorder()

    def append(self, *more):
        pass

    extend = add = update = append

    def __setitem__(self, key, value):
        pass

    def __setstate__(*more):
        pass

    def __hash__(self):
        return 1


# Plain data that a stand-in makes without the thing itself.
STAND_INS = {
    "str": lambda *a: a[0] if a and type(a[0]) is str else "made.up",
    "list": lambda *a: [],
    "dict": lambda *a: {},
    "set": lambda *a: set(),
    "bytearray": lambda *a: bytearray(b"abc"),
    "tuple": lambda *a: (),
}


class Unpickler(pickle.Unpickler):
    asked = []

    def find_class(self, module, name):
        self.asked.append((module, name))
        if module == "builtins" and name in STAND_INS:
            return STAND_INS[name]
        return Recorder

    def persistent_load(self, pid):
        return Recorder()


def load_all(f, asked, **choice):
    """As one does who stored several objects in one file."""
    Unpickler.asked = asked
    try:
        for _ in range(4):
            Unpickler(f, **choice).load()
            if not f.read(1):
                return
            f.seek(-1, 1)
    except MemoryError:
        pass
    except RecursionError:
        pass
    except Exception:  # whatever is wrong with it: what was asked for counts
        pass


def main():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
    warnings.simplefilter("ignore")
    with open(sys.argv[1], "rb") as f:
        data = f.read()
    at, number, first = 0, 0, int(sys.argv[2])
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        one = data[at + 4 : at + 4 + size]
        at += 4 + size
        if number >= first:
            asked = []
            load_all(io.BytesIO(one), asked)
            load_all(
                io.BufferedReader(io.BytesIO(one), 1 << 16),
                asked,
                encoding="latin1",
                buffers=itertools.repeat(bytearray(b"buffer")),
            )
            print(json.dumps([number, list(dict.fromkeys(asked))]), flush=True)
        number += 1


if __name__ == "__main__":
    main()
