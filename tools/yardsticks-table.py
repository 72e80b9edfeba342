#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/yardsticks-table.md: what others concluded of a model (yardsticks.md 11) and what freehold does, from the
records that they judged and from the files of the release, with the facts that separate the two.

    python3 tools/yardsticks-table.py --corpus DIR [--freehold PROGRAM] [--check FILE]

DIR is the corpus, which is read only; the trees of its releases are built in a temporary folder by the scoring scripts
beside it (DIR/../tools/score). The rows of the table stand in tools/yardsticks-table.tsv. With --check nothing is
written: exit 1 if FILE is not what would be, and 0, saying so, if there is no corpus on this machine.
"""
import argparse
import csv
import difflib
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ("OSAID", "MOF tool", "OSAI index", "G7 label", "EU licence")
TERMS = ("DT", "CT", "PT", "PA", "F")  # the checks of the definition that ask for terms
MOST_FACTS = 3

HEAD = """<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Made by `make yardsticks-table CORPUS=DIR`; do not edit. -->
# The same model, different verdicts

What others concluded of a model stands beside what freehold concludes, for the releases of the corpus. "They say" is the
table of section 11 of the specification of the yardsticks, with its sources: the validation of the definition by the Open
Source Initiative (2024), the records of the Model Openness Tool, the European Open Source AI Index of 2026, and readings of
the G7 labels and of the licence conditions of Regulation (EU) 2024/1689.

"Record" is what freehold computes from the record that they judged; "release" is what it finds in the files of one version
of the model, and in facts that are declared beside them. Where the two sides differ, the facts that separate them follow,
each with its place. "Not settled" means that the files leave it open, and says what leaves it so.

A record says what its author filled in; a release shows what its files hold. Most differences are of that kind, or of another
version under the same name. None of this is a certification or legal advice.

Rules %s: %s.
"""


def inspect(program, paths):
    """The JSON of one release."""
    run = subprocess.run([program, "inspect", "--format", "json"] + paths, stdout=subprocess.PIPE, check=True)
    return json.loads(run.stdout)


def said(document, yardstick):
    return next((v for v in document["verdicts"] if v["yardstick"] == yardstick), {})


def place(evidence):
    if not evidence or not evidence.get("path"):
        return ""
    return evidence["path"] + (":%d" % evidence["line"] if evidence.get("line") else "")


def fact(check):
    """A check in words, with its place unless the words have it."""
    at = place(check.get("evidence"))
    why = check["why"]
    return "%s: %s%s" % (check["check"], why, " (%s)" % at if at and at not in why else "")


def facts(checks):
    """The first few, each sentence once, and how many more there are."""
    seen = []
    for check in checks:
        if fact(check) not in seen:
            seen.append(fact(check))
    more = len(seen) - MOST_FACTS
    return seen[:MOST_FACTS] + (["and %d more" % more] if more > 0 else [])


# ---------------------------------------------------------------- the values of a column, and what is behind them

def open_checks(verdict):
    return verdict.get("failed", []) + verdict.get("undetermined", [])


def osaid(document):
    v = said(document, "osaid")
    failed = v.get("failed", [])
    if v["verdict"] == "no" and all(check["check"] in TERMS for check in failed):
        return "no, by terms alone", failed
    if v["verdict"] == "no":
        other = [check for check in failed if check["check"] not in TERMS]
        return "no", other + [check for check in failed if check["check"] in TERMS]
    return {"yes": "yes", "yes-by-links": "yes, by links"}.get(v["verdict"], v["verdict"]), open_checks(v)


def mof(document):
    v = said(document, "mof-tool")
    number = v.get("class", 0)
    if number:
        return {1: "I", 2: "II", 3: "III"}[number], open_checks(v)
    return "none, %.0f %%" % v["progress"]["III"], open_checks(v)


def osai(document):
    v = said(document, "osai")
    return "%.2f" % v["score"] if "score" in v else "none", []


def g7(document):
    v = said(document, "g7")
    return v.get("label") or v["verdict"], open_checks(v)


def eu(document):
    """The conditions on the licence alone, which the table is about."""
    checks = [check for check in said(document, "eu").get("checks", []) if check["check"].startswith("1")]
    for value, word in (("no", "fail"), ("undetermined", "undetermined")):
        those = [check for check in checks if check["value"] == value]
        if those:
            return word, those
    return ("pass" if checks else "undetermined"), []


def osai_apart(record, release):
    """Parameters in which people and the proposal from the files differ."""
    people, ours = (said(d, "osai").get("parameters", {}) for d in (record, release))
    by_check = {check["check"]: check for check in said(release, "osai").get("checks", [])}
    return ["%s is %s in the record; %s" % (name, people[name], fact(by_check[name]).split(": ", 1)[1])
            for name in ours if name in people and name in by_check and people[name] != ours[name]]


# ---------------------------------------------------------------- a model

class Model:
    def __init__(self, cells, record, index, release):
        self.cells, self.record, self.index, self.release = cells, record, index, release
        self.lines, self.notes = [], []

    def add(self, column, cell, of_record, of_release):
        """One line of the table. The record answers for the columns that judge records."""
        they, _, accepted = cell.partition(" = ")
        accepted = [word.strip() for word in accepted.split(";")] if accepted else []
        value, checks = of_release
        mine = of_record if of_record is not None else value
        same = "-" if not accepted else "yes" if mine in accepted else \
            "not settled" if mine == "undetermined" else "no"
        self.lines.append("| %s | %s | %s | %s | %s |" % (column, they, of_record or "-", value, same))
        if same in ("no", "not settled"):
            self.notes += self.explain(column, same, checks)
        return they, value, checks

    @staticmethod
    def explain(column, same, checks):
        word = "open because" if same == "not settled" else "differs because"
        wanted = "undetermined" if same == "not settled" else "no"
        checks = [one for one in checks if one["value"] == wanted] or checks
        return ["- %s %s" % (column, word)] + ["  - " + one for one in facts(checks)]

    def write(self):
        self.add("OSAID", self.cells[0], None, osaid(self.release))
        in_record = mof(self.record)[0] if self.record else None
        _, value, checks = self.add("MOF tool", self.cells[1], in_record, mof(self.release))
        if in_record and value != in_record:
            self.notes += ["- MOF tool: the record and the files differ because"] + \
                          ["  - " + one for one in facts(checks)]
        in_index = osai(self.index)[0] if self.index else None
        _, value, _ = self.add("OSAI index", self.cells[2], in_index, osai(self.release))
        if in_index and value != in_index:
            apart = osai_apart(self.index, self.release)
            more = len(apart) - MOST_FACTS
            self.notes += ["- OSAI index: the record and the proposal from the files differ because"] + \
                          ["  - " + one for one in apart[:MOST_FACTS]] + \
                          (["  - and %d more parameters" % more] if more > 0 else [])
        self.add("G7 label", self.cells[3], None, g7(self.release))
        self.add("EU licence", self.cells[4], None, eu(self.release))
        return self.lines, self.notes


# ---------------------------------------------------------------- the document

class Table:
    def __init__(self, program, corpus):
        sys.path.insert(0, os.path.join(corpus, "..", "tools", "score"))
        import trees  # the corpus's own builder
        self.trees, self.program, self.corpus = trees, program, corpus
        with open(os.path.join(corpus, "releases", "index.tsv"), encoding="utf-8", newline="") as lines:
            self.index = {row["name"]: row for row in csv.DictReader(lines, delimiter="\t")}

    def of_record(self, folder, name, ending):
        if name == "-":
            return None
        return inspect(self.program, [os.path.join(self.corpus, folder, name + ending)])

    def of_release(self, name):
        row, source = self.index[name], os.path.join(self.corpus, "releases", name)
        with tempfile.TemporaryDirectory(prefix="freehold-table-") as folder:
            tree, facts_file = os.path.join(folder, "tree"), os.path.join(folder, "facts.yaml")
            self.trees.build(source, tree)
            paths, manifest = self.trees.roots(row, tree), self.trees.manifest(row, source, {})
            if manifest:
                with open(facts_file, "w", encoding="utf-8") as out:
                    out.write(manifest)
                paths.append(facts_file)
            return inspect(self.program, paths)

    def version_of(self, name):
        """The repositories and revisions, eight digits of each."""
        roots = [root.split("=")[-1].split("[")[0] for root in self.index[name]["roots"].split(";")]
        return ", ".join("%s@%s" % (r.split("@")[0], r.split("@")[-1][:8]) for r in roots)

    def section(self, cells):
        name, release, record, index = cells[:4]
        document = self.of_release(release)
        lines, notes = Model(cells[4:], self.of_record("mof/models", record, ".yml"),
                             self.of_record("osai/index-2026", index, ".yaml"), document).write()
        judged = ["release %s of %s" % (self.version_of(release), self.index[release]["date"])]
        judged += ["MOF record %s" % record] if record != "-" else []
        judged += ["index record %s" % index] if index != "-" else []
        out = ["", "## " + name, "", "Judged: %s." % "; ".join(judged), "",
               "| yardstick | they say | record | release | same |", "| --- | --- | --- | --- | --- |"]
        return document, out + lines + ([""] + notes if notes else [])

    def write(self):
        with open(os.path.join(HERE, "yardsticks-table.tsv"), encoding="utf-8", newline="\n") as lines:
            rows = [line.rstrip("\n").split("\t") for line in lines if line.strip() and line[0] != "#"]
        body, document = [], None
        for cells in rows:
            document, section = self.section(cells)
            body += section
        rules = document["rules"]
        versions = ", ".join("%s %s" % (said(document, y).get("title", y), said(document, y).get("version", ""))
                             for y in ("osaid", "mof-tool", "g7", "eu"))
        return HEAD % (rules["version"], versions) + "\n".join(body) + "\n"


def check(path, made):
    with open(path, encoding="utf-8", newline="") as is_there:
        there = is_there.read()
    if there == made:
        print("1 passed, 0 failed")
        return 0
    sys.stdout.writelines(difflib.unified_diff(there.splitlines(True), made.splitlines(True), path, "as made now"))
    print("run: make yardsticks-table\n0 passed, 1 failed")
    return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--freehold", default="./freehold")
    parser.add_argument("--check", metavar="FILE")
    args = parser.parse_args()
    if args.check and not os.path.exists(os.path.join(args.corpus, "releases", "index.tsv")):
        print("skipped: no corpus at %s" % args.corpus)
        return 0
    made = Table(os.path.abspath(args.freehold), os.path.abspath(args.corpus)).write()
    if args.check:
        return check(args.check, made)
    sys.stdout.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
