#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `freehold terms` on license texts, on ordinary source files and on texts that a careless program answers in
quadratic time; medians of several runs, beside Debian's licensecheck in the same run.

    python3 bench/terms.py [--freehold PROGRAM] [--runs N] [--texts DIR] [--size MB] [--commits N] [--only WORD]

  load       one short text, less `freehold --version`: reading what is known of licenses
  texts      the license texts of DIR (*.txt) in one call, per text, on one thread and on all
  tree       a tree of ordinary source files, copied from what is on this machine (C headers, Python's library, ...),
             on one thread and on all; skipped where the machine has too few
  shapes     pathological texts of half the size and of the size: the processors' time may double, not more
  huge       a text of 50 MB
  history    when the terms of a git clone changed: 100,000 objects in a pack, 20,000 commits; beside git's own log of
             the same files, which names the commits and reads no license

A line ends with its bounds, and with MISSED if one was missed. licensecheck is measured on the same texts, and on a
part of the tree since it is slow; a line says so where it is not there. Python's standard library only.
"""
import argparse
import glob
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time

SOURCES = (".c", ".h", ".hpp", ".py", ".pl", ".pm", ".sh", ".js", ".txt", ".md", ".rst", ".html", ".m4", ".el")
ROOTS = ("/usr/include", "/usr/lib/python3", "/usr/share", "/usr/lib")
PEER_FILES = 300  # of the tree, for licensecheck


def run(words):
    """(seconds, peak MiB, seconds of processors) of one process."""
    start = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    if status and words[1:2] == ["terms"]:
        raise SystemExit("%s: status %d: %s" % (" ".join(words[:9]), status, error.decode("utf-8", "replace")))
    return time.monotonic() - start, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def measure(words, runs):
    """(seconds, peak MiB, seconds of processors): medians, but the most memory."""
    run(words)
    results = [run(words) for _ in range(runs)]
    return (statistics.median(r[0] for r in results), max(r[1] for r in results),
            statistics.median(r[2] for r in results))


def ordinary_files(most):
    """Paths of ordinary files of text, at most `most` bytes of them."""
    found, total = [], 0
    for root in ROOTS:
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                if not name.endswith(SOURCES) or os.path.islink(path) or not os.path.isfile(path):
                    continue
                size = os.path.getsize(path)
                if total + size > most:
                    return found, total
                found.append(path)
                total += size
    return found, total


def words_of(texts, fallback):
    words = []
    for path in texts[:20]:
        with open(path, encoding="utf-8", errors="replace") as text:
            words += text.read().split()
    return words or fallback.split()


def shapes(texts):
    """Name and maker of `size` bytes each."""
    chance = random.Random(1)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "LICENSE"), encoding="utf-8") as file:
        license_text = file.read()
    words = words_of(texts, license_text)

    def shingles(size):
        out, length = [], 0
        while length < size:
            at = chance.randrange(max(1, len(words) - 6))
            part = " ".join(words[at:at + 6]) + "\n"
            out.append(part)
            length += len(part)
        return "".join(out)

    return {
        "random bytes": lambda size: chance.randbytes(size).replace(b"\0", b"\1"),
        "a a a": lambda size: "a " * (size // 2),
        "blocks": lambda size: "-----\nx\n" * (size // 8),
        "one line": lambda size: "permission to use " * (size // 18),
        "nested comments": lambda size: "/* # // " * (size // 8),
        "one license again and again": lambda size: (license_text + "\n") * (size // len(license_text) + 1),
        "shingles of licenses": shingles,
        "names of licenses": lambda size: "the code is under the MIT license.\n" * (size // 35),
        "open brackets": lambda size: "<([![" * (size // 5),
    }


class Bench:
    def __init__(self, args, folder):
        self.terms = [os.path.abspath(args.freehold), "terms", "--format", "json"]
        self.args = args
        self.folder = folder
        self.runs = args.runs
        self.missed = False
        self.texts = sorted(glob.glob(os.path.join(args.texts, "*.txt"))) if args.texts else []
        self.peer = shutil.which("licensecheck")
        if not self.peer:
            print("licensecheck is not here: no ratios to it (Debian package licensecheck)")

    def show(self, name, seconds, mib, more="", bounds=()):
        """`bounds`: (value, sign, limit, unit) each."""
        words = []
        for value, sign, limit, unit in bounds:
            ok = value <= limit if sign == "<=" else value >= limit
            self.missed = self.missed or not ok
            words.append("%s %g %s%s" % (sign, limit, unit, "" if ok else " MISSED"))
        print("%-32s %9.2f ms %6.1f MiB  %s" % (name, seconds * 1000, mib, "; ".join([more] * bool(more) + words)),
              flush=True)

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self):
        path = self.file("short", "Do as you like.\n")
        start = measure([self.terms[0], "--version"], self.runs * 3)
        whole = measure(self.terms + [path], self.runs * 3)
        load = whole[0] - start[0]
        self.show("load", load, whole[1], "%.2f ms the whole call" % (whole[0] * 1000),
                  [(load * 1000, "<=", 10, "ms"), (whole[1], "<=", 32, "MiB")])

    def texts_(self):
        if not self.texts:
            print("texts: --texts DIR names no *.txt; skipped")
            return
        count = len(self.texts)
        for threads in (1, 0):
            seconds, mib, cpu = measure(self.terms + ["--threads", str(threads)] + self.texts, self.runs)
            self.show("texts, each of %d, %s" % (count, "one thread" if threads else "all threads"), seconds / count, mib,
                      "%.2f ms of processors" % (1000 * cpu / count),
                      [(1000 * seconds / count, "<=", 1, "ms"), (mib, "<=", 32, "MiB")])
            if threads and self.peer:
                peer = measure([self.peer, "--lines", "0"] + self.texts, 1)
                self.show("  licensecheck", peer[0] / count, peer[1], "%.0f times as long" % (peer[0] / seconds))

    def tree(self):
        files, total = ordinary_files(self.args.size * 1000000)
        if total < self.args.size * 900000:
            print("tree: this machine has only %.0f MB of ordinary files; skipped" % (total / 1e6))
            return
        tree = os.path.join(self.folder, "tree")
        for path in files:
            to = tree + path
            os.makedirs(os.path.dirname(to), exist_ok=True)
            shutil.copyfile(path, to)
        for threads in (1, 0):
            seconds, mib, cpu = measure(self.terms + ["--threads", str(threads), tree], self.runs)
            self.show("tree, %d files, %s" % (len(files), "one thread" if threads else "all threads"), seconds, mib,
                      "%.1f MB/s, %.1f MB/s of processors" % (total / 1e6 / seconds, total / 1e6 / cpu),
                      [(total / 1e6 / seconds, ">=", 40, "MB/s"), (mib, "<=", 32, "MiB")])
        if self.peer:
            some = [tree + path for path in files[::max(1, len(files) // PEER_FILES)]]
            size = sum(os.path.getsize(path) for path in some)
            ours = measure(self.terms + ["--threads", "1"] + some, self.runs)
            peer = measure([self.peer] + some, 1)
            self.show("  licensecheck, %d of them" % len(some), peer[0], peer[1], "%.2f MB/s, %.0f times as long" % (
                size / 1e6 / peer[0], peer[0] / ours[0]))
        shutil.rmtree(tree)

    def shapes(self):
        for name, maker in shapes(self.texts).items():
            times = []
            for size in (1 << 19, 1 << 20):
                path = self.file("shape", maker(size))
                run(self.terms + [path])
                results = [run(self.terms + [path]) for _ in range(self.runs)]
                times.append((min(r[2] for r in results), max(r[1] for r in results)))
            (half, _), (whole, mib) = times
            self.show(name, whole, mib, "of processors, 1 MiB: %.2f times that of half" % (whole / half),
                      [(whole / half, "<=", 2.8, "times")])

    def huge(self):
        path = os.path.join(self.folder, "huge")
        with open(path, "w", encoding="utf-8") as out:  # line by line: a child is charged with what this script holds
            for _ in range(833334):
                out.write("Permission is hereby granted to use this text, as it stands.\n")
        seconds, mib, _ = measure(self.terms + [path], self.runs)
        self.show("huge, 50 MB", seconds, mib, "", [(mib, "<=", 64, "MiB")])


    def history(self):
        if not shutil.which("git"):
            print("history: git is not here; skipped")
            return
        clone = os.path.join(self.folder, "clone")
        git = ["git", "-C", clone]
        subprocess.run(["git", "init", "-q", clone], check=True)
        importer = subprocess.Popen(git + ["-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"],
                                    stdin=subprocess.PIPE)
        commits(importer.stdin, self.args.commits)
        importer.stdin.close()
        if importer.wait():
            raise SystemExit("git fast-import failed")
        subprocess.run(git + ["repack", "-qad"], check=True)
        subprocess.run(git + ["reset", "-q", "--hard", "main"], check=True)
        seconds, mib, cpu = measure([self.terms[0], "terms", clone, "--since", "first"], self.runs)
        peer = measure(git + ["log", "main", "--first-parent", "--format=%H", "--", "LICENSE", "README.md"], self.runs)
        self.show("history, %d commits" % self.args.commits, seconds, mib, "%.2f s of processors" % cpu,
                  [(cpu / peer[2], "<=", 6, "times git's log"), (mib, "<=", 32, "MiB")])
        self.show("  git log", peer[0], peer[1], "%.2f s of processors" % peer[2])


def commits(out, count):
    """A stream for git-fast-import: a tag `first` at its first commit; 80 files at the top and 60 folders of 20; terms that
    change seven times, a README that is edited in each twentieth commit."""
    def data(text):
        out.write(b"data %d\n%s\n" % (len(text), text))

    def put(path, text):
        out.write(b"M 100644 inline %s\n" % path)
        data(text)

    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "..", "LICENSE"), "rb") as file:
        terms = [(b"apache-2.0", file.read()), (b"mit", b"SPDX-License-Identifier: MIT\n"),
                 (b"cc-by-nc-4.0", b"SPDX-License-Identifier: CC-BY-NC-4.0\n")]
    step = count // 7 + 1
    for i in range(count):
        out.write(b"commit refs/heads/main\ncommitter x <x@example.org> %d +0000\n" % (1600000000 + i * 3600))
        data(b"commit %d" % i)
        tag, text = terms[i // step % len(terms)]
        if i == 0:
            for k in range(1280):
                put(b"top%d" % k if k < 80 else b"src%d/f%d.py" % (k % 60, k // 60), b"x = %d\n" % k * 30)
        if i % step == 0:
            put(b"LICENSE", text)
        if i % 20 == 0:
            put(b"README.md", b"---\nlicense: %s\n---\n# x\n" % tag + b"line %d\n" % i * 200)
        put(b"src%d/f%d.py" % (i % 60, 2 + i % 19), b"x = %d\n" % i * 40)
        if i == 0:
            out.write(b"reset refs/tags/first\nfrom refs/heads/main\n\n")


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--freehold", default="./freehold")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--texts", default=os.path.join(here, "..", "..", "shared", "corpus", "licenses"))
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument("--commits", type=int, default=20000)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="freehold-bench-")
    try:
        bench = Bench(args, folder)
        for part in ("load", "texts_", "tree", "shapes", "huge", "history"):
            if args.only in part:
                getattr(bench, part)()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
