#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""page-check.py [--shots FOLDER] [--each N] FREEHOLD [RELEASE...] - the pages that freehold
writes, in a headless Chromium: of each release, of all together (compare, fit,
a portfolio).

Light and dark, 360 and 1280 columns wide, and on paper: nothing on the console,
no request but the page itself, nothing wider than the window, the contrast of
every text (WCAG 2.2, 1.4.3), every control reached with Tab and seen when it is,
headings in order, landmarks, unique ids, links that lead somewhere. Without
words: the examples, a folder of odd names, and the corpus if it is beside.
--shots keeps pictures and PDFs there to look at; --each takes only each Nth
release of the corpus. Standard library only; where
there is no Chromium, says so and ends well.
"""
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

# What is looked at in the page itself; each returns a list of faults.
SCRIPT = r"""
(() => {
const rgb = s => (s.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
const clear = s => s === 'none' || s === 'transparent' || rgb(s)[3] === 0;
const light = s => {
  const c = rgb(s).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
};
const ground = e => {
  const cell = e.closest('g') && e.closest('g').querySelector('.cell');
  if (cell && !clear(getComputedStyle(cell).fill))
    return getComputedStyle(cell).fill;
  for (; e; e = e.parentElement)
    if (!clear(getComputedStyle(e).backgroundColor))
      return getComputedStyle(e).backgroundColor;
  return 'rgb(255, 255, 255)';
};
const named = e => (e.tagName + '.' + (e.getAttribute('class') || '') + ' "' +
  e.textContent.trim().slice(0, 40) + '"');
const all = q => [...document.querySelectorAll(q)];
const seen = e => e.checkVisibility({visibilityProperty: true});
window.pageCheck = {
  contrast() {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const out = [];
    let n = 0;
    while (walk.nextNode()) {
      const e = walk.currentNode.parentElement;
      if (!walk.currentNode.data.trim() || !seen(e) ||
          /^(title|desc|style)$/i.test(e.tagName)) continue;
      const s = getComputedStyle(e), size = parseFloat(s.fontSize);
      const large = size >= 24 || (size >= 18.66 && s.fontWeight >= 700);
      const a = light(e.closest('svg') ? s.fill : s.color), b = light(ground(e));
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      n++;
      if (ratio < (large ? 3 : 4.5)) out.push(ratio.toFixed(2) + ' ' + named(e));
    }
    if (n < 20) out.push('only ' + n + ' texts were measured');
    return out;
  },
  wide() {
    const w = document.documentElement.clientWidth, out = [];
    if (document.documentElement.scrollWidth > w)
      out.push('the page is ' + document.documentElement.scrollWidth + ' wide');
    for (const e of all('body *'))
      if (seen(e) && !e.closest('svg') && !e.closest('.skip') &&
          !e.closest('thead') && e.getBoundingClientRect().right > w + 1)
        out.push('beyond the edge: ' + named(e));
    return out.slice(0, 5);
  },
  form() {
    const out = [], ids = {};
    for (const e of all('[id]')) {
      if (ids[e.id]) out.push('twice: #' + e.id);
      ids[e.id] = true;
    }
    for (const e of all('a')) {
      const to = e.getAttribute('href') || '';
      if (to[0] !== '#' || !ids[to.slice(1)]) out.push('leads nowhere: ' + to);
    }
    for (const e of all('[aria-labelledby]'))
      for (const id of e.getAttribute('aria-labelledby').split(' '))
        if (!ids[id]) out.push('no name: ' + id);
    let level = 0;
    for (const e of all('h1,h2,h3,h4,h5,h6')) {
      const here = Number(e.tagName[1]);
      if (here > level + 1) out.push('heading skips: ' + named(e));
      level = here;
    }
    for (const q of ['h1', 'main', 'nav', 'header', 'footer', 'title'])
      if (document.querySelectorAll(q === 'title' ? 'head > title' : q).length !== 1)
        out.push('not one ' + q);
    if (document.documentElement.lang !== 'en') out.push('no language');
    for (const e of all('th')) if (!e.scope) out.push('no scope: ' + named(e));
    for (const e of all('table')) if (!e.querySelector('th')) out.push('no heads');
    for (const e of all('svg')) {
      const hidden = e.getAttribute('aria-hidden') === 'true';
      if (!hidden && !(e.getAttribute('role') === 'img' &&
          e.querySelector('title') && e.querySelector('desc')))
        out.push('a picture without words');
    }
    for (const e of all('script,img,iframe,object,embed,link,form,[style],base'))
      out.push('not for this page: ' + e.tagName);
    for (const e of all('*'))
      for (const a of e.attributes)
        if (/^on/i.test(a.name)) out.push('a handler: ' + a.name);
    for (const e of all('nav a, summary'))
      if (seen(e) && e.getBoundingClientRect().height < 24)
        out.push('a small target: ' + named(e));
    return out;
  },
  open() { for (const e of all('details')) e.open = true; return []; },
  shut() { for (const e of all('details')) e.open = false; return []; },
  controls() { return all('a[href], summary').filter(seen).length; },
  start() {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    window.pageSeen = new Set();
    window.pageFaults = [];
    document.addEventListener('focusin', window.pageFocus = window.pageFocus || (at => {
      const e = at.target, s = getComputedStyle(e);
      window.pageSeen.add(e);
      const a = light(s.outlineColor), b = light(ground(e));
      if (s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2 ||
          (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3)
        window.pageFaults.push('focus not seen: ' + named(e));
    }));
    return [];
  },
  missed() {
    return window.pageFaults.slice(0, 5).concat(
      all('a[href], summary').filter(e => seen(e) && !window.pageSeen.has(e))
      .map(e => 'not reached with Tab: ' + named(e)).slice(0, 5));
  },
  folded() {
    return all('details > *').filter(e => !seen(e))
      .map(e => 'not on paper: ' + named(e)).slice(0, 5);
  },
};
return [];
})()
"""


class Chromium:
    """A headless Chromium, driven over its debugging pipe."""

    def __init__(self, program, profile):
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()

        def wire():
            a, b = os.dup(to_read), os.dup(to_write)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.child = subprocess.Popen(
            [program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox",
             "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking",
             "--user-data-dir=" + profile, "about:blank"],
            preexec_fn=wire, pass_fds=(3, 4), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.rest, self.number, self.session = b"", 0, None
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(domain + ".enable")

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.back, 1 << 20)
            if not more:
                raise RuntimeError("Chromium ended")
            self.rest += more
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, **params):
        self.number += 1
        order = {"id": self.number, "method": method, "params": params}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.to, json.dumps(order).encode() + b"\0")
        while True:
            got = self.message()
            if got.get("id") == self.number:
                if "error" in got:
                    raise RuntimeError(f"{method}: {got['error']}")
                return got["result"]
            self.events.append(got)

    def wait(self, method):
        while not any(e.get("method") == method for e in self.events):
            self.events.append(self.message())

    def run(self, expression):
        got = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in got:
            raise RuntimeError(str(got["exceptionDetails"]))
        return got["result"].get("value")

    def tabs(self, count):
        """Presses Tab `count` times, without waiting between them."""
        first = self.number + 1
        for _ in range(count):
            self.number += 1
            os.write(self.to, json.dumps({
                "id": self.number, "sessionId": self.session,
                "method": "Input.dispatchKeyEvent",
                "params": {"type": "rawKeyDown", "key": "Tab", "code": "Tab",
                           "windowsVirtualKeyCode": 9}}).encode() + b"\0")
        left = set(range(first, self.number + 1))
        while left:
            got = self.message()
            if got.get("id") in left:
                left.discard(got["id"])
            else:
                self.events.append(got)

    def key(self, key, code, text=None):
        more = {"text": text} if text else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key,
                  windowsVirtualKeyCode=code, **more)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key,
                  windowsVirtualKeyCode=code)

    def end(self):
        try:
            self.call("Browser.close")
        except (RuntimeError, OSError):
            pass
        try:
            self.child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def told(events, url):
    """What the page said or asked for that it should not have."""
    out = []
    for e in events:
        what, p = e.get("method"), e.get("params", {})
        if what == "Network.requestWillBeSent" and p["request"]["url"] != url:
            out.append("a request: " + p["request"]["url"][:100])
        if what == "Runtime.consoleAPICalled" or what == "Runtime.exceptionThrown":
            out.append("on the console: " + json.dumps(p)[:200])
        if what == "Log.entryAdded":
            out.append("in the log: " + p["entry"].get("text", "")[:200])
    return out


def keyboard(c, state):
    c.run(f"pageCheck.{state}()")
    c.run("pageCheck.start()")
    c.tabs(c.run("pageCheck.controls()"))
    faults = c.run("pageCheck.missed()")
    c.run("pageCheck.shut()")
    if c.run("document.querySelector('summary') !== null"):
        c.run("document.querySelector('summary').focus()")
        c.key("Enter", 13, "\r")
        if not c.run("document.querySelector('details').open"):
            faults.append("Enter opens no details")
        c.run("pageCheck.shut()")
    return faults[:8]


def look(c, path, name, shots):
    """The faults of a page, each with the form it was seen in."""
    url = "file://" + os.path.realpath(path)
    faults = []
    c.events = []
    c.call("Page.navigate", url=url)
    c.wait("Page.loadEventFired")
    c.run(SCRIPT)
    for width in (1280, 360):
        for scheme in ("light", "dark"):
            c.call("Emulation.setDeviceMetricsOverride", width=width, height=800,
                   deviceScaleFactor=1, mobile=False)
            c.call("Emulation.setEmulatedMedia", media="screen",
                   features=[{"name": "prefers-color-scheme", "value": scheme}])
            for state in ("shut", "open"):
                c.run(f"pageCheck.{state}()")
                for check in ("contrast", "wide", "form"):
                    faults += [f"{width} {scheme} {state}: {f}"
                               for f in c.run(f"pageCheck.{check}()")]
                if shots:
                    shot = c.call("Page.captureScreenshot", captureBeyondViewport=True)
                    with open(f"{shots}/{name}-{width}-{scheme}-{state}.png", "wb") as f:
                        f.write(base64.b64decode(shot["data"]))
        state = "open" if width == 1280 else "shut"
        faults += [f"{width}: {f}" for f in keyboard(c, state)]
    c.run("pageCheck.shut()")
    c.call("Emulation.setEmulatedMedia", media="print", features=[])
    for check in ("contrast", "folded"):
        faults += [f"on paper: {f}" for f in c.run(f"pageCheck.{check}()")]
    c.call("Emulation.setEmulatedMedia", media="", features=[])
    c.call("Emulation.clearDeviceMetricsOverride")
    pdf = base64.b64decode(c.call("Page.printToPDF", preferCSSPageSize=True)["data"])
    if not pdf.startswith(b"%PDF-"):
        faults.append("it does not print")
    if shots:
        with open(f"{shots}/{name}.pdf", "wb") as f:
            f.write(pdf)
    return faults + told(c.events, url)


ODD = ["a\udcff.py", "\x1b[2J.pkl", "<script>alert(1)<", "\u202egnp.md", "n\nl.bin",
       "\"onload=\"x", "a'&amp;b.json", "$$.sh", "a" * 200 + ".txt"]


NEEDS = """schema: freehold-needs/1
name: "a <b>name</b> \\u202e"
profile: product-team
facts:
  organisation: company
  revenue_eur: 40000000
  territories: [DE, FR]
  uses: [internal-assistant]
needs:
  - {id: N-ACCEPTABLE-USE, level: must, why: "<script>alert(1)</script>"}
"""


PORTFOLIO = """schema: freehold-portfolio/1
name: "what we <i>run</i>"
workloads:
  - {name: claims, needs: needs.yaml, sensitivity: confidential, critical: true}
  - {name: "<b>chat</b>", needs: needs.yaml, lock_in: any}
"""


def odd_release(folder):
    """Names and a card that no one would choose."""
    for name in ODD:
        with open(os.path.join(folder, name), "wb") as f:
            f.write(b"cos\nsystem\n.")
    with open(os.path.join(folder, "README.md"), "w") as f:
        f.write('---\nlicense: other\nlicense_name: "<b>x</b>\\" onclick=\\"a"\n'
                "base_model: \"org/<img src=x onerror=alert(1)>\"\n---\n"
                "# M <script>alert(1)</script>\n\nThe fully open source model "
                "<style>*{display:none}</style> \u202e\u05d0\u05d1 " + "w" * 300 + "\n")


def pages(freehold, releases, folder):
    """(name, path) of each page."""
    out = []

    def write(name, *words):
        path = os.path.join(folder, name + ".html")
        done = subprocess.run([freehold, *words, "--format", "html", "-o", path],
                              stderr=subprocess.PIPE)
        if not os.path.exists(path):
            raise RuntimeError(f"{words}: {done.stderr.decode(errors='replace')}")
        out.append((name, path))

    for release in releases:
        name = os.path.basename(os.path.realpath(release)).replace(".", "-")
        write("inspect-" + name, "inspect", release)
    if len(releases) > 1:
        write("compare-few", "compare", *releases[:3])
        write("compare-all", "compare", *releases)
        needs = os.path.join(folder, "needs.yaml")
        with open(needs, "w") as f:
            f.write(NEEDS)
        write("fit-few", "fit", *releases[:3], "--needs", needs)
        write("fit-all", "fit", *releases, "--needs", needs)
        portfolio = os.path.join(folder, "portfolio.yaml")
        with open(portfolio, "w") as f:
            f.write(PORTFOLIO)
        write("portfolio", "fit", *releases[:3], "--portfolio", portfolio)
    return out


def main():
    words = sys.argv[1:]
    shots = None
    if words[:1] == ["--shots"]:
        shots, words = words[1], words[2:]
        os.makedirs(shots, exist_ok=True)
    each = 1
    if words[:1] == ["--each"]:
        each, words = int(words[1]), words[2:]
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser",
                                                   "google-chrome"))), None)
    if not program:
        print("page-check: skipped, there is no Chromium (package chromium)")
        return 0
    freehold, releases = os.path.realpath(words[0]), words[1:]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as work:
        odd = os.path.join(work, "odd")
        os.mkdir(odd)
        odd_release(odd)
        if not releases:
            here = "examples"
            releases = [os.path.join(here, n) for n in sorted(os.listdir(here))
                        if os.path.isdir(os.path.join(here, n)) and n != "library"]
            releases += ["examples/quartz-chat/quartz-chat.yaml", odd]
            corpus = "../shared/corpus/releases"
            if os.path.isdir(corpus):
                corpus = [os.path.join(corpus, n) for n in sorted(os.listdir(corpus))]
                releases += list(filter(os.path.isdir, corpus))[::each]
        made = pages(freehold, releases, work)
        c = Chromium(program, os.path.join(work, "profile"))
        try:
            for name, path in made:
                faults = look(c, path, name, shots)
                # The same fault in another form is told once.
                once = {f.split(": ", 1)[-1]: f for f in reversed(faults)}
                for fault in list(reversed(once.values()))[:20]:
                    print(f"{name}: {fault}")
                passed, failed = passed + (not faults), failed + bool(faults)
        finally:
            c.end()
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
