#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pickles.py SEEN COUNT [SEED] - our pickle reader against CPython's own.

Makes COUNT pickles (the same ones for the same SEED) by a grammar of all 68
opcodes and by damage, asks CPython's unpickler which globals it looks up (see
child.py), and checks that SEEN (seen.c) tells each of them. A pickle on which
CPython runs further than we do shows as a missed import, since each ends with
an import of its own. Ends with 1 if one was missed.
"""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 5000  # pickles a process
SHOWN = 20

INTS = [b"0", b"7", b"-5", b"+5", b"00", b"01", b" 7", b"7 ", b"\t8", b"\v9",
        b"\f9", b"5\r", b"0x1f", b"0X1F", b"-0x2", b"0o17", b"0b101", b"017",
        b"08", b"1_000", b"1__0", b"_1", b"1_", b"", b" ", b"0x", b"- 5",
        b"+-5", b"1\0junk", b"\0", b"5L", b"99999999999999999999", b"0_7",
        b"-99999999999999999999999", b"9223372036854775808", b"0x_f", b"1e3",
        b"0xffffffffffffffffff", b"0b12", b"0o8", b"00000", b"0_0", b"1.0"]
LONGS = [b + b"L" for b in INTS] + INTS + [b"LL", b"5 L", b"5L "]
FLOATS = [b"0", b"1.5", b"-1e5", b"nan", b"inf", b"-Infinity", b"infinity",
          b"+nan", b".5", b"5.", b" 1.5", b"1.5 ", b"1.5\0x", b"1e400",
          b"1_0", b"0x1p3", b"", b"e5", b"1e", b"1d5", b"NaN", b"1.5\r"]
INDEX = [b"%d", b"+%d", b" %d", b"%d ", b"000%d", b"%d\0x", b"%d\r", b"%d_0",
         b"0_%d", b"-%d", b"%dL", b"0x%d", b"\v%d"]
MODULES = ["os", "posix", "collections", "torch", "torch._utils", "builtins",
           "numpy", "sub.module", "m\u00e9", "x y", "_codecs"]
CONTAINERS = ("list", "dict", "set")


def u4(n):
    return struct.pack("<I", n & 0xFFFFFFFF)


def u8(n):
    return struct.pack("<Q", n)


def escape_ascii(text, rng):
    """The inside of a quoted string: letters as they are or escaped."""
    out = []
    for c in text.encode("utf-8", "surrogatepass"):
        way = rng.randrange(8)
        if way == 0:
            out.append(b"\\x%02x" % c)
        elif way == 1:
            out.append(b"\\%03o" % c)
        elif c in b"'\"\\\n" or c >= 0x80:
            out.append(b"\\x%02x" % c)
        else:
            out.append(bytes([c]))
    return b"".join(out)


def escape_unicode(text, rng):
    out = []
    for c in text:
        way = rng.randrange(6)
        if way == 0 or (ord(c) > 0xFF and way < 3):
            out.append(b"\\u%04x" % ord(c) if ord(c) < 0x10000
                       else b"\\U%08x" % ord(c))
        elif way == 1 or ord(c) > 0xFF or c in "\\\n":
            out.append(b"\\U%08X" % ord(c))
        else:
            out.append(c.encode("latin1"))
    return b"".join(out)


def str_opcode(text, rng):
    """One of the seven opcodes that push a string."""
    raw = text.encode("utf-8", "surrogatepass")
    way = rng.randrange(8)
    if way == 0:
        quote = rng.choice([b"'", b'"'])
        return b"S" + quote + escape_ascii(text, rng) + quote + b"\n"
    if way == 1:
        return b"T" + u4(len(raw)) + raw
    if way == 2 and len(raw) < 256:
        return b"U" + bytes([len(raw)]) + raw
    if way == 3:
        return b"V" + escape_unicode(text, rng) + b"\n"
    if way == 4:
        return b"X" + u4(len(raw)) + raw
    if way == 5:
        return b"\x8d" + u8(len(raw)) + raw
    return b"\x8c" + bytes([len(raw) & 0xFF]) + raw[:255]


class Maker:
    """Writes one pickle; knows roughly what lies on the unpickler's stack."""

    def __init__(self, rng, number):
        self.rng, self.number, self.names = rng, number, 0
        self.out, self.stack, self.marks, self.memo = [], [], [], {}

    # -- names

    def name(self):
        self.names += 1
        name = "n%d_%d" % (self.number, self.names)
        way = self.rng.randrange(40)
        if way == 0:
            name += ".attr"
        elif way == 1:
            name += "\u00e9\u4e2d"
        elif way == 2:
            name += "\ud800"
        elif way == 3:
            name += " "
        return name

    def module(self):
        return self.rng.choice(MODULES)

    # -- the stack as we believe it is

    def floor(self):
        return self.marks[-1] if self.marks else 0

    def depth(self):
        return len(self.stack) - self.floor()

    def push(self, code, kind):
        self.out.append(code)
        self.stack.append(kind)

    def drop(self, count):
        del self.stack[len(self.stack) - count :]

    def pop_mark(self):
        first = self.marks.pop() if self.marks else 0
        items = self.stack[first:]
        del self.stack[first:]
        return items

    # -- steps; each puts at least one opcode

    def constant(self):
        rng = self.rng
        way = rng.randrange(18)
        line = rng.random
        if way == 0:
            self.push(b"I" + rng.choice(INTS[:8] if line() < 0.5 else INTS) + b"\n", "int")
        elif way == 1:
            self.push(b"L" + rng.choice(LONGS[:4] if line() < 0.5 else LONGS) + b"\n", "int")
        elif way == 2:
            self.push(b"F" + rng.choice(FLOATS[:9] if line() < 0.7 else FLOATS) + b"\n", "float")
        elif way == 3:
            self.push(b"J" + u4(rng.choice([0, 1, 2**31, 2**32 - 1])), "int")
        elif way == 4:
            self.push(b"K" + bytes([rng.randrange(4)]), "int")
        elif way == 5:
            self.push(b"M" + struct.pack("<H", rng.randrange(5)), "int")
        elif way == 6:
            self.push(rng.choice([b"N", b"\x88", b"\x89"]), "none")
        elif way == 7:
            n = rng.randrange(12)
            self.push(b"\x8a" + bytes([n]) + rng.randbytes(n), "int")
        elif way == 8:
            n = rng.randrange(12)
            self.push(b"\x8b" + u4(n) + rng.randbytes(n), "int")
        elif way == 9:
            self.push(b"G" + rng.randbytes(8), "float")
        elif way == 10:
            self.push(b"B" + u4(3) + b"abc", "bytes")
        elif way == 11:
            self.push(b"C\x03abc", "bytes")
        elif way == 12:
            self.push(b"\x8e" + u8(3) + b"abc", "bytes")
        elif way == 13:
            self.push(b"\x96" + u8(3) + b"abc", "bytearray")
        elif way == 14:
            self.push(b"\x97", "object")
            if rng.random() < 0.5:
                self.out.append(b"\x98")
        else:
            self.push(str_opcode(self.rng.choice(["", "a", "text", "os"]), rng), "str")

    def empty(self):
        code, kind = self.rng.choice([(b"]", "list"), (b"}", "dict"), (b")", "tuple"),
                                      (b"\x8f", "set")])
        self.push(code, kind)

    def mark(self):
        self.out.append(b"(")
        self.marks.append(len(self.stack))

    def close(self):
        if not self.marks:
            return self.mark()
        code, kind = self.rng.choice([(b"t", "tuple"), (b"l", "list"), (b"d", "dict"),
                                      (b"\x91", "frozenset"), (b"1", None)])
        if kind == "dict" and len(self.stack[self.marks[-1]:]) % 2 and self.rng.random() < 0.9:
            code, kind = b"t", "tuple"
        self.pop_mark()
        self.out.append(code)
        if kind:
            self.stack.append(kind)

    def tuples(self):
        n = self.rng.randrange(1, 4)
        if self.depth() < n:
            return self.constant()
        self.drop(n)
        self.push(bytes([0x84 + n]), "tuple")

    def items(self):
        """Puts something into a container, now and then the wrong one."""
        rng = self.rng
        way = rng.randrange(5)
        want = ("list", "list", "dict", "dict", "set")[way]
        if rng.random() < 0.15:
            want = rng.choice(["list", "dict", "set", "bytearray", "object", "int", "tuple"])
        make = {"list": b"]", "dict": b"}", "set": b"\x8f", "tuple": b")",
                "bytearray": b"\x96" + u8(3) + b"abc", "int": b"K\1",
                "object": b"cm\nC\n"}[want]
        if not (self.depth() and self.stack[-1] == want):
            self.push(make, want)
        several = way in (1, 3, 4)
        if several:
            self.mark()
        for _ in range(rng.randrange(3) * (2 if way == 3 else 1) if several
                       else (2 if way == 2 else 1)):
            self.push(rng.choice([b"K\0", b"K\1", b"K\2", b"N", b"J\xff\xff\xff\xff",
                                  str_opcode("k", rng)]), "int")
        if several:
            self.pop_mark()
        else:
            self.drop(2 if way == 2 else 1)
        self.out.append((b"a", b"e", b"s", b"u", b"\x90")[way])

    def memo_put(self):
        rng = self.rng
        if not self.depth():
            return self.constant()
        way = rng.randrange(4)
        index = rng.choice([len(self.memo), rng.randrange(8), rng.randrange(300)])
        if way == 0:
            index = len(self.memo)
            self.out.append(b"\x94")
        elif way == 1:
            self.out.append(b"q" + bytes([index & 255]))
            index &= 255
        elif way == 2:
            self.out.append(b"r" + u4(index))
        else:
            form = rng.choice(INDEX) if rng.random() < 0.3 else b"%d"
            self.out.append(b"p" + form % index + b"\n")
        self.memo[index] = self.stack[-1]

    def memo_get(self):
        rng = self.rng
        if not self.memo:
            return self.memo_put()
        index = rng.choice(list(self.memo))
        way = rng.randrange(3)
        if way == 0 and index < 256:
            code = b"h" + bytes([index])
        elif way == 1:
            code = b"j" + u4(index)
        else:
            form = rng.choice(INDEX) if rng.random() < 0.3 else b"%d"
            code = b"g" + form % index + b"\n"
        self.push(code, self.memo[index])

    def shuffle(self):
        if not self.depth():
            return self.constant()
        if self.rng.random() < 0.5:
            self.push(b"2", self.stack[-1])
        else:
            self.out.append(b"0")
            if self.marks and self.marks[-1] == len(self.stack):
                self.marks.pop()
            else:
                self.drop(1)

    def ask(self):
        """Imports something, by one of the four ways."""
        rng = self.rng
        module, name = self.module(), self.name()
        if module == "builtins" and rng.random() < 0.5:
            name = rng.choice(["str", "list", "dict", "set", "bytearray", "tuple"])
        way = rng.randrange(8)
        lines = (module.encode() + b"\n"
                 + name.encode("utf-8", "surrogatepass") + b"\n")
        if way < 2:
            self.push(b"c" + lines, "global")
        elif way == 2:
            self.mark()
            if rng.random() < 0.5:
                self.constant()
            self.pop_mark()
            self.push(b"i" + lines, "object")
        elif way == 3:
            self.by_memo(module, name)
        elif way == 4 and rng.random() < 0.2:
            self.push(b"\x82" + bytes([rng.randrange(3)]), "global")
        elif way == 5:
            self.computed(module, name)
        else:
            self.out += [str_opcode(module, rng), str_opcode(name, rng), b"\x93"]
            self.stack.append("global")

    def by_memo(self, module, name):
        """Operands of STACK_GLOBAL from the memo, DUP, or out of a mark."""
        rng = self.rng
        way = rng.randrange(4)
        at = rng.randrange(200, 256)
        m, n = str_opcode(module, rng), str_opcode(name, rng)
        if way == 0:
            self.out += [n, b"q" + bytes([at]), b"0", m, b"h" + bytes([at]), b"\x93"]
            self.memo[at] = "str"
        elif way == 1:
            self.out += [n, b"2", b"\x93"]
        elif way == 2:
            self.out += [m, b"(", n, b"1", n, b"\x93"]
        else:
            self.out += [n, b"\x94", b"0", m, b"g%d\n" % len(self.memo), b"\x93"]
            self.memo[len(self.memo)] = "str"
        self.stack.append("global")

    def computed(self, module, name):
        rng = self.rng
        self.out += [str_opcode(module, rng), b"cbuiltins\nstr\n",
                     str_opcode(name, rng), b"\x85R", b"\x93"]
        self.stack.append("global")

    def call(self):
        rng = self.rng
        way = rng.randrange(5)
        name = (self.module() + "\n" + self.name().strip() + "\n").encode("utf-8", "surrogatepass")
        if way == 0:
            self.push(b"c" + name + b")R", "object")
        elif way == 1:
            self.push(b"c" + name + b")\x81", "object")
        elif way == 2:
            self.push(b"c" + name + b")}\x92", "object")
        elif way == 3:
            self.push(b"(c" + name + rng.choice([b"", b"N", b"K\1]"]) + b"o", "object")
        else:
            self.push(b"c" + name + b")R" + rng.choice([b"}", b"N", b"]", b"NN\x86"]) + b"b",
                      "object")

    def state(self):
        if self.depth() < 1:
            return self.call()
        self.out += [self.rng.choice([b"N", b"}", b"NN\x86", b"N}\x86"]), b"b"]

    def persistent(self):
        rng = self.rng
        if rng.random() < 0.5:
            self.push(b"P" + rng.choice([b"id", b"", b"7", b"\xff", b"a b"]) + b"\n", "object")
        elif self.depth():
            self.drop(1)
            self.push(b"Q", "object")
        else:
            self.constant()

    def protocol(self):
        self.out.append(b"\x80" + bytes([self.rng.choice([0, 1, 2, 3, 4, 5, 5, 4, 4, 6])]))

    def frame(self):
        rng = self.rng
        inside = Maker(rng, self.number)
        inside.names = self.names + 50
        for _ in range(rng.randrange(6)):
            inside.step()
        body = b"".join(inside.out)
        size = len(body) + rng.choice([0, 0, 0, 0, 0, 1, -1, 20, 100000])
        self.out.append(b"\x95" + u8(max(size, 0)) + body)
        self.stack += inside.stack

    def anything(self):
        self.out.append(bytes([self.rng.choice(OPCODES)]))

    STEPS = ((constant, 6), (empty, 3), (mark, 2), (close, 3), (tuples, 2), (items, 5),
             (memo_put, 3), (memo_get, 3), (shuffle, 2), (ask, 5), (call, 3), (state, 1),
             (persistent, 1), (protocol, 1), (frame, 1))
    PLAN = [s for s, weight in STEPS for _ in range(weight)]

    def step(self):
        if self.rng.random() < 0.01:
            self.anything()
        else:
            self.rng.choice(self.PLAN)(self)

    def make(self):
        if self.rng.random() < 0.5:
            self.out.append(b"\x80\x04")
        for _ in range(self.rng.randrange(1, 25)):
            self.step()
        self.out.append(b"clast\nn%d_last\n." % self.number)
        return b"".join(self.out)


OPCODES = (b"()." b"012BCFGIJKLMNPQRSTUVX]abcdeghijlopqrstu}"
           + bytes(range(0x80, 0x99)))
assert len(OPCODES) == 68


def damage(data, rng):
    data = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(data))
        way = rng.randrange(6)
        if way == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            data[at] = rng.choice(OPCODES)
        elif way == 2:
            data[at:at] = bytes([rng.choice(OPCODES)])
        elif way == 3:
            del data[at : at + rng.randrange(1, 4)]
        elif way == 4:
            data[at:at] = rng.choice([b"\0", b" ", b"\n", b"_", b"\\"])
        else:
            data[at:at] = data[at : at + rng.randrange(1, 30)]
        if not data:
            return b"."
    return bytes(data)


def pickle_number(seed, number):
    rng = random.Random(seed * 1000003 + number)
    data = Maker(rng, number).make()
    if rng.random() < 0.3:
        data = damage(data, rng)
    if rng.random() < 0.05:
        data += Maker(rng, number).make()
    return data


def pack(inputs):
    return b"".join(u4(len(one)) + one for one in inputs)


def ask_seen(seen, format_, path, count):
    """The words that SEEN has of each input that is packed at `path`."""
    run = subprocess.run([seen, format_, path], stdout=subprocess.PIPE, timeout=400, check=True)
    words = [line.split()[1:] for line in run.stdout.decode().splitlines()]
    if len(words) != count:
        raise SystemExit("seen told of %d of %d inputs" % (len(words), count))
    return words


def ask_python(path, count):
    """[module, name] lists by number; None where the interpreter died."""
    answers, first = [None] * count, 0
    while first < count:
        run = subprocess.run([sys.executable, "-I", os.path.join(HERE, "child.py"), path,
                              str(first)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             timeout=400, check=False)
        for line in run.stdout.split(b"\n"):
            if line.endswith(b"]]") or line.endswith(b"[]]"):
                number, asked = json.loads(line)
                answers[number] = asked
                first = number + 1
        if first < count:
            first += 1  # the one on which it died
    return answers


def spellings(text):
    """A name as bytes: as UTF-8, and as a loader of Python 2's strings has it."""
    ways = {text.encode("utf-8", "surrogatepass")}
    try:
        ways.add(text.encode("latin1"))
    except UnicodeEncodeError:
        pass
    return ways


def missed(asked, words):
    ours = {tuple(bytes.fromhex(h) for h in w[1:].split(":")) for w in words if w[0] == "i"}
    for module, name in asked:
        if any((m, n) in ours for m in spellings(module) for n in spellings(name)):
            continue
        # A computed name is told as such; what it will be nobody can say. A
        # limit refuses the file.
        if "d" not in words and "l" not in words:
            yield module, name


def compare(seen, seed, first, count, folder):
    inputs = [pickle_number(seed, first + i) for i in range(count)]
    path = os.path.join(folder, "pickles")
    with open(path, "wb") as f:
        f.write(pack(inputs))
    asked = ask_python(path, count)
    ours = ask_seen(seen, "pickle", path, count)
    total = dict.fromkeys(COUNTS, 0)
    for i in range(count):
        if asked[i] is None:
            total["died"] += 1
            continue
        total["imports"] += len(asked[i])
        total["whole"] += any(module == "last" for module, _ in asked[i])
        total["limits"] += "l" in ours[i]
        lost = list(missed(asked[i], ours[i]))
        total["missed"] += len(lost)
        if lost and compare.shown < SHOWN:
            compare.shown += 1
            print("pickle %d asks for %r, which is not told: %r" % (first + i, lost[0], inputs[i]))
    return total


COUNTS = ("imports", "missed", "whole", "limits", "died")
compare.shown = 0


def main():
    seen, count = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    total = dict.fromkeys(COUNTS, 0)
    with tempfile.TemporaryDirectory() as folder:
        for first in range(0, count, BATCH):
            some = compare(seen, seed, first, min(BATCH, count - first), folder)
            total = {key: total[key] + some[key] for key in COUNTS}
    print("differential pickle: %d pickles, seed %d, Python %d.%d.%d" % (
        count, seed, *sys.version_info[:3]))
    print("differential pickle: it read %(whole)d to their last import, asked for %(imports)d "
          "imports and died on %(died)d; a limit was told of %(limits)d" % total)
    print("differential pickle: %(missed)d imports missed" % total)
    if total["imports"] < count or total["whole"] < count // 5:
        raise SystemExit("too little was asked for: the comparison shows nothing")
    raise SystemExit(1 if total["missed"] else 0)


if __name__ == "__main__":
    main()
