#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""arrays.py SEEN COUNT [SEED] - our reader of .npy headers against numpy.

Makes COUNT files (the same ones for the same SEED), most of them damaged, and
lets numpy load each, without pickles. Of each array that numpy gives SEEN
(seen.c) has the same size of an element, order, offset and shape, or refuses
the file; of a file that was not damaged it has it. Where numpy wants a pickle,
SEEN tells objects or refuses. Ends with 1 if one differs.
"""
import io
import os
import random
import sys
import tempfile
import warnings

import numpy

from pickles import ask_seen, pack

SHOWN = 20
DTYPES = ["<f4", ">f8", "<i2", "|u1", "|b1", "<c8", "<f2", "|S5", "<U3", "<M8[D]", "|V7", "|O", "<u8",
          [("a", "<f4"), ("b", "|u1")], [("x", "<i4", (2, 3))], [("p", [("q", "<f8")]), ("o", "|O")],
          [("", "<i2"), (("title", "n"), "|S2")]]
PIECES = [b"'", b'"', b",", b"(", b")", b"{", b"}", b" ", b"L", b"-", b"0", b"1", b"0x2", b"1_0", b"True", b"False",
          b"None", b"'descr'", b"'shape'", b":", b"#", b"\\", b"\n", b"<f4", b"|O", b"O8", b"=i4", b"i4", b"f", b"<f3",
          b"9" * 19, b"1e3", b"b'", b"\0", b"\xe9", b"+1", b"[", b"]"]


def array(rng):
    """The bytes of a good file, and of a few whose data are short or long."""
    dtype = numpy.dtype(rng.choice(DTYPES))
    shape = tuple(rng.choice([0, 1, 2, 3, 5]) for _ in range(rng.randrange(4)))
    version = rng.choice([(1, 0), (1, 0), (2, 0), (3, 0)])
    header = {"descr": numpy.lib.format.dtype_to_descr(dtype), "fortran_order": rng.random() < 0.3, "shape": shape}
    out = io.BytesIO()
    numpy.lib.format._write_array_header(out, header, version)
    size = dtype.itemsize
    for n in shape:
        size *= n
    return out.getvalue() + bytes(size)


def damage(data, rng):
    """Pieces put into, cut out of or moved within the header; its numbers and the file's end changed."""
    data = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        end = data.find(b"\n") + 1 or len(data)
        at = rng.randrange(end)
        way = rng.randrange(8)
        if way < 3:
            piece = rng.choice(PIECES)
            if rng.random() < 0.5:  # in the place of as many bytes, so that the length still holds
                data[at : at + len(piece)] = piece
            else:
                data[at:at] = piece
                del data[end : end + len(piece)]
        elif way == 3:
            del data[at : at + rng.randrange(1, 8)]
        elif way == 4:
            data[at] ^= 1 << rng.randrange(8)
        elif way == 5:
            data[6 + rng.randrange(6)] = rng.choice([0, 1, 2, 3, 4, 16, 118, 255])
        elif way == 6:
            text = bytes(data[10:end])
            old, new = rng.choice([(b" ", b"\t"), (b"False", b"True"), (b"'", b'"'), (b"), }", b",), }"), (b", }", b" }"),
                                   (b"descr", b"shape"), (b"fortran_order", b"fortran"), (b"<", b">"), (b"<", b"=")])
            data[10:end] = text.replace(old, new, 1)
        else:
            data = data[: rng.randrange(len(data) + 1)] if rng.random() < 0.5 else data + b"\0" * rng.randrange(1, 9)
        if len(data) < 16:
            break
    return bytes(data)


def loaded(data):
    """What numpy gives: the words of an array, or "objects", or None."""
    if data[:6] != numpy.lib.format.MAGIC_PREFIX:
        return None
    f = io.BytesIO(data)
    try:
        is_ = numpy.load(f, allow_pickle=False)
    except Exception as e:  # of many kinds: whatever a file brings about
        return "objects" if "allow_pickle=False" in str(e) else None
    order = "F" if is_.flags.f_contiguous and not is_.flags.c_contiguous else None
    return is_.dtype.itemsize, order, f.tell() - is_.nbytes, is_.shape


def agrees(words, gives):
    """Whether SEEN's words tell what numpy gives."""
    if gives == "objects":
        return "o" in words
    told = [bytes.fromhex(w[1:]).decode().split() for w in words if w[0] == "a"]
    if not told:
        return False
    item, order, at, *shape = told[0]
    itemsize, fortran, offset, dims = gives
    return (int(item) == itemsize and (not fortran or order == fortran) and int(at) == offset
            and tuple(int(n) for n in shape) == dims)


def main():
    seen, count = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    warnings.simplefilter("ignore")
    inputs, good = [], []
    for i in range(count):
        rng = random.Random(seed * 1000003 + i)
        data = array(rng)
        good.append(rng.random() < 0.2)
        inputs.append(data if good[-1] else damage(data, rng))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "arrays")
        with open(path, "wb") as f:
            f.write(pack(inputs))
        ours = ask_seen(seen, "npy", path, count)
    arrays = objects = refused = strict = faults = 0
    for i, words in enumerate(ours):
        gives = loaded(inputs[i])
        arrays += isinstance(gives, tuple)
        objects += gives == "objects"
        refused += "r" in words
        strict += "r" in words and isinstance(gives, tuple)
        if gives is None or ("r" in words and not good[i]) or agrees(words, gives):
            continue
        faults += 1
        if faults <= SHOWN:
            print("file %d: numpy has %r, we have %r: %r" % (i, gives, words, inputs[i][:200]))
    print("differential npy: %d files, seed %d, numpy %s: it gave %d arrays (%d of them "
          "refused here) and wanted a pickle of %d; %d files refused, %d differ"
          % (count, seed, numpy.__version__, arrays, strict, objects, refused, faults))
    if arrays < count / 10 or objects == 0 or refused == count:
        raise SystemExit("too little was compared: it shows nothing")
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
