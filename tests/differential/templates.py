#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""templates.py FREEHOLD COUNT [SEED] - our reader of chat templates against Jinja.

Makes COUNT templates (the same ones for the same SEED) that put a name together
and reach for it, and renders each with Jinja for a few conversations. Where
Jinja reaches for a name that begins with an underscore, FREEHOLD has to tell
template.escape of that template. Ends with 1 if it does not.
"""
import json
import os
import random
import subprocess
import sys
import tempfile

import jinja2

SHOWN = 20
TEXTS = ["_", "__", "x_", "_x", "\u00e9_", "\u2003_", " _a ", "_-_", "ab_cd", "__A__", "}}_", "_;_a", "a", "", "%s_", "{}_",
         "\\x5f", "\\137a", "\\x1c_", "\u212a_"]
NUMBERS = ["0", "1", "-1", "2", "0x1", "0b10", "1_0", "3", "'1'|int", "'10'|int(0, 2)", "10**30 - 10**30 + 1", "true",
           "7 // 2", "-7 % 4", "2 ** 2", "messages|length", "(1, 2)|length", "'\u00e9\u00e9'|length"]
FILTERS = ["lower", "upper", "trim", "reverse", "string", "first", "last", "join", "list|join", "list|first", "title",
           "replace('a', '_')", "replace('-', '')", "default('_')", "default('_', true)", "capitalize", "e",
           "center(3)", "truncate(2)", "batch(2)|first|join", "list|reverse|join", "map('lower')|join",
           "select('ne', 'a')|join", "list|sort|join", "unique|join", "format('_')", "indent(1)", "wordwrap(1)"]
METHODS = ["strip()", "lstrip()", "rstrip('x')", "upper()", "lower()", "replace('x', '')", "replace('_', '_', 1)",
           "split('x')[-1]", "split()[0]", "split(';', 1)[-1]", "join(['_', 'a'])", "format('_')", "title()",
           "removeprefix('x')", "partition('-')[2]", "zfill(3)", "swapcase()", "rsplit('a', 1)[0]"]
TESTS = ["messages[0].content == 'open'", "x", "messages", "true", "'a' in 'ba'", "range is defined", "namespace() is mapping",
         "'ba'.startswith('a', 1)", "[] == ()", "1 in {1: 2}", "dict()", "''.join is defined", "not messages[0].role",
         "messages|length > 1", "loop is defined", "3 is odd", "'a' is string", "none is none", "(1, 2) == [1, 2]"]
TALKS = [[{"role": "user", "content": "open"}], [{"role": "system", "content": "a b"}, {"role": "user", "content": "c"}]]


def quoted(text):
    return "'" + text + "'"


def expression(rng, depth, names):
    """A template's expression, most often one that gives a text."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(names) if names and rng.random() < 0.4 else quoted(rng.choice(TEXTS))

    def inner():
        return expression(rng, depth - 1, names)

    number = rng.choice(NUMBERS)
    return rng.choice([
        lambda: "(%s ~ %s)" % (inner(), inner()),
        lambda: "(%s + %s)" % (inner(), inner()),
        lambda: "(%s)[%s:]" % (inner(), number),
        lambda: "(%s)[:%s]" % (inner(), number),
        lambda: "(%s)[::%s]" % (inner(), rng.choice(["1", "-1", "2", "-2"])),
        lambda: "(%s)[%s]" % (inner(), number),
        lambda: "(%s * (%s))" % (inner(), rng.choice(["1", "2", "0", "true"])),
        lambda: "(%s)|%s" % (inner(), rng.choice(FILTERS)),
        lambda: "(%s).%s" % (inner(), rng.choice(METHODS)),
        lambda: "(%s if %s else %s)" % (inner(), rng.choice(TESTS), inner()),
        lambda: "((%s) and %s)" % (rng.choice(TESTS), inner()),
        lambda: "((%s) or %s)" % (rng.choice(TESTS), inner()),
        lambda: "[%s, %s][%s]" % (inner(), inner(), number),
        lambda: "{'a': %s, 'b': %s}[%s]" % (inner(), inner(), rng.choice(["'a'", "'b'", "'c'"])),
        lambda: "{'B': %s, 'a': %s}|dictsort|last|last" % (inner(), inner()),
        lambda: "dict(a=%s).a" % inner(),
        lambda: "dict(True=%s)['True']" % inner(),
        lambda: "{(1, 2): %s}[1, 2]" % inner(),
        lambda: "dict([('a', %s)]).a" % inner(),
        lambda: "('%%s%%s' %% (%s, %s))" % (inner(), inner()),
        lambda: "('%%s' %% [%s])" % inner(),
        lambda: "'{}{}'.format(%s, %s)" % (inner(), inner()),
        lambda: "[%s, %s]|join" % (inner(), inner()),
    ])()


def template(rng):
    """Statements that set a, b and c, and one that reaches."""
    out, names = [], []
    for name in rng.sample("abc", rng.randrange(4)):
        value = expression(rng, 2, names)
        out.append(rng.choice([
            "{%% set %s = %s %%}" % (name, value),
            "{%% set %s = 'k' %%}{%% if %s %%}{%% set %s = %s %%}{%% endif %%}" % (name, rng.choice(TESTS), name, value),
            "{%% if %s %%}{%% set %s = %s %%}{%% else %%}{%% set %s = 'k' %%}{%% endif %%}"
            % (rng.choice(TESTS), name, value, name),
            "{%% if %s %%}{%% set %s = 'k' %%}%s{%% elif %s %%}{%% set %s = %s %%}{%% else %%}{%% set %s = 'l' %%}{%% endif %%}"
            % (rng.choice(TESTS), name, "{% elif false %}" * rng.choice([0, 1, 200]), rng.choice(TESTS), name, value, name),
            "{%% set %s %%}{{ %s }}{%% endset %%}" % (name, value),
            "{%% set %s | lower %%}{{ %s }}{%% endset %%}" % (name, value),
            "{%% set %s %%}{%% filter replace('a', '_') %%}{{ %s }}{%% endfilter %%}{%% endset %%}" % (name, value),
            "{%% set n%s = namespace(v='') %%}{%% for i in %s %%}{%% set n%s.v = i ~ n%s.v %%}{%% endfor %%}{%% set %s = n%s.v %%}"
            % (name, value, name, name, name, name),
            "{%% set l%s = ['k'] %%}{%% do l%s.insert(0, %s) %%}{%% set %s = l%s[0] %%}" % (name, name, value, name, name),
            "{%% set l%s = ['k'] %%}{%% do l%s.append(%s) %%}{%% set %s = l%s[-1] %%}" % (name, name, value, name, name),
        ]))
        names.append(name)
    value = expression(rng, 3, names)
    out.append(rng.choice([
        "{{ ''[%s] }}" % value,
        "{{ ''|attr(%s) }}" % value,
        "{{ messages|map(attribute=%s)|list }}" % value,
        "{%% for k in [%s, 'k'] %%}{{ ''[k] }}{%% endfor %%}" % value,
        "{%% with k = %s %%}{{ ''[k] }}{%% endwith %%}" % value,
        "{%% macro m(k) %%}{{ ''[k] }}{%% endmacro %%}{{ m(%s) }}" % value,
        "{%% macro m() %%}{{ ''[varargs[0]] }}{%% endmacro %%}{{ m(%s) }}" % value,
        "{%% macro m() %%}{{ ''[kwargs.k] }}{%% endmacro %%}{{ m(k=%s) }}" % value,
        "{%% macro m() %%}{{ caller(%s) }}{%% endmacro %%}{%% call(k) m() %%}{{ ''[k] }}{%% endcall %%}" % value,
        "{%% for m in [%s] recursive %%}{{ ''[m] }}{%% endfor %%}" % value,
    ]))
    return "".join(out)


class Recording(jinja2.Environment):
    """Jinja, which keeps the names that are reached for."""

    def __init__(self):
        super().__init__(extensions=["jinja2.ext.do"])
        self.names = []
        filters = self.filters["attr"]
        self.filters["attr"] = jinja2.pass_environment(lambda env, of, name: self.names.append(name) or filters(env, of, name))

    def getattr(self, obj, attribute):
        self.names.append(attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj, argument):
        self.names.append(argument)
        return super().getitem(obj, argument)


def reached(text):
    """The names that begin with an underscore, of those that Jinja reaches for."""
    names = []
    for talk in TALKS:
        env = Recording()
        try:
            env.from_string(text).render(messages=talk)
        except Exception:  # of many kinds; what was reached for before counts
            pass
        names += [n for n in env.names if isinstance(n, str) and n.startswith("_")]
    return names


def main():
    freehold, count = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    texts = [template(random.Random(seed * 1000003 + i)) for i in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        for i, text in enumerate(texts):
            with open(os.path.join(folder, "%d.jinja" % i), "w", encoding="utf-8") as f:
                f.write(text)
        out = subprocess.run([freehold, "scan", "--format", "json", folder], capture_output=True, check=False).stdout
    told = {}
    for finding in json.loads(out)["safety"]["findings"]:
        if finding["rule"] in ("template.escape", "template.malformed"):
            number = int(finding["path"].split(".")[0])
            told[number] = "danger" if "danger" in (told.get(number), finding["severity"]) else finding["severity"]
    reaches = dangers = faults = 0
    for i, text in enumerate(texts):
        names = reached(text)
        if not names:
            continue
        reaches += 1
        dangers += told.get(i) == "danger"
        if i not in told:
            faults += 1
            if faults <= SHOWN:
                print("template %d: Jinja reaches for %r: %s" % (i, names[0], text))
    print("differential templates: %d, seed %d, Jinja %s: %d reach for what begins with an underscore, "
          "%d of them told as dangerous; %d others told; %d missed"
          % (count, seed, jinja2.__version__, reaches, dangers, len(told) - (reaches - faults), faults))
    if reaches < count / 10:
        raise SystemExit("too little was compared: it shows nothing")
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
