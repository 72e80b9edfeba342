#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""zips.py SEEN COUNT [SEED] - our zip reader against Python's zipfile.

Makes COUNT damaged archives (the same ones for the same SEED), reads each with
zipfile, and checks of every member that zipfile gives content of that SEEN
(seen.c) has the same name with the same content, or refuses the file. Ends
with 1 if one was missed.
"""
import hashlib
import io
import os
import random
import sys
import tempfile
import warnings
import zipfile

from pickles import ask_seen, pack

MOST = 1 << 20  # bytes of a member that are compared
SHOWN = 20


def archive(rng):
    """A small archive with what readers disagree about."""
    out = io.BytesIO()
    if rng.random() < 0.05:
        out.write(b"prefix")
    with zipfile.ZipFile(out, "w") as z:
        for i in range(rng.randrange(1, 5)):
            name = rng.choice(["a", "b/data.pkl", "b/version", "caf\u00e9", "A", "x" * 40])
            info = zipfile.ZipInfo(name if rng.random() < 0.3 else "%d%s" % (i, name))
            info.compress_type = rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
            size = rng.choice([0, 1, 30, 200])
            content = rng.randbytes(size) if rng.random() < 0.5 else b"abc" * (size // 3)
            with z.open(info, "w", force_zip64=rng.random() < 0.2) as member:
                member.write(content)
        if rng.random() < 0.2:
            z.comment = b"PK\5\6 a comment"
    return out.getvalue()


def damage(data, rng):
    """Bytes set, numbers in the records changed, pieces cut out or doubled."""
    data = bytearray(data)
    for _ in range(rng.randrange(0, 4)):
        records = [i for i in range(len(data) - 4) if data[i : i + 2] == b"PK"] or [0]
        at = min(rng.choice(records) + rng.randrange(50), len(data) - 1)
        way = rng.randrange(6)
        if way == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            data[at] = rng.choice([0, 1, 8, 255, rng.randrange(256)])
        elif way == 2:
            data[at : at + 4] = rng.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\1\0\0\0"])
        elif way == 3:
            del data[at : at + rng.randrange(1, 5)]
        elif way == 4:
            data[at:at] = data[at : at + rng.randrange(1, 60)]
        else:
            data = data[: rng.randrange(1, len(data) + 1)] if rng.random() < 0.3 else data
    return bytes(data)


def loaded(data):
    """(name as its bytes, digest) of each member that zipfile gives."""
    try:
        z = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # no archive to zipfile
        return
    for info in z.infolist():
        try:
            with z.open(info) as member:
                content = member.read(MOST + 1)
        except Exception:  # nor is this a member of one
            continue
        if len(content) <= MOST:
            yield info.orig_filename, hashlib.sha256(content).hexdigest()


def spellings(name):
    for code in ("utf-8", "cp437", "latin1"):
        try:
            yield name.encode(code).hex()
        except UnicodeEncodeError:
            pass


def main():
    seen, count = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    warnings.simplefilter("ignore")
    inputs = []
    for i in range(count):
        rng = random.Random(seed * 1000003 + i)
        inputs.append(damage(archive(rng), rng))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "zips")
        with open(path, "wb") as f:
            f.write(pack(inputs))
        ours = ask_seen(seen, "zip", path, count)
    members = missed = refused = 0
    for i, words in enumerate(ours):
        have = {w[1:] for w in words if w[0] == "n"}
        refused += "r" in words
        for name, digest in loaded(inputs[i]):
            members += 1
            if "r" in words or any(n + ":" + digest in have for n in spellings(name)):
                continue
            missed += 1
            if missed <= SHOWN:
                print("archive %d has %r, which is not seen: %r" % (i, name, inputs[i]))
    print("differential zip: %d archives, seed %d, Python %d.%d.%d: it gave %d members; %d "
          "archives refused, %d members missed" % (count, seed, *sys.version_info[:3], members,
                                                   refused, missed))
    if members < count or refused == count:
        raise SystemExit("too little was compared: it shows nothing")
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
