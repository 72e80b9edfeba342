#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""signatures.py FREEHOLD - signed models, and what `verify` and `sign` make of them.

Models, keys, certificates and bundles are made here by the pages of their
formats (OpenSSF Model Signing 1.0, DSSE, RFC 5280) with Python's standard
library and the openssl command line, and beside each stands what must be said
of it: the class, and a rule that must be told. "refused" is any of danger,
limit and malformed; a number is an exit code without an answer. Ends with 1 if
one differs.
"""
import base64
import datetime
import functools
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

EXITS = {"ok": 0, "note": 0, "review": 5, "danger": 1, "limit": 1, "malformed": 1}
PAYLOAD_TYPE = "application/vnd.in-toto+json"
PREDICATE = "https://model_signing/signature/v1.0"
BUNDLE = "application/vnd.dev.sigstore.bundle"
HASHES = {"p256": "sha256", "p384": "sha384", "p521": "sha512"}
CURVES = {"p256": "prime256v1", "p384": "secp384r1", "p521": "secp521r1", "k1": "secp256k1"}
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
TOP = tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)  # removed by main; waits for no disk
MODEL = {"README.md": b"# m\n", "config.json": b'{"model_type":"llama"}\n',
         "weights/model.safetensors": b"\x02\0\0\0\0\0\0\0{}"}
CASES = []


def link(target):
    return ("link", target)


FIFO = ("fifo", None)


def want(cls, rule, name, sig, model=None, words=("--key", "{top}/p256.pub"), **more):
    """A model, the bundle (bytes, or {name: content} below the case's folder), the words of the call."""
    CASES.append(dict(more, cls=cls, rule=rule, name="%03d-%s" % (len(CASES), name.replace(" ", "-").replace("/", "_")),
                      sig=sig, model=MODEL if model is None else model, words=words))


# ---- Keys and signatures ----------------------------------------------------------


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *words], input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, cwd=TOP).stdout


def make_keys():
    for name, curve in CURVES.items():
        openssl("ecparam", "-genkey", "-name", curve, "-noout", "-out", name + ".pem")
    openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", "other.pem")
    openssl("genpkey", "-algorithm", "ed25519", "-out", "ed.pem")
    for bits in ("1024", "2048"):
        openssl("genrsa", "-out", "rsa%s.pem" % bits, bits)
    for name in [*CURVES, "other", "ed", "rsa1024", "rsa2048"]:
        openssl("pkey", "-in", name + ".pem", "-pubout", "-out", name + ".pub")
        os.chmod(os.path.join(TOP, name + ".pem"), 0o600)


def content(name):
    with open(os.path.join(TOP, name), "rb") as f:
        return f.read()


def put(name, data):
    with open(os.path.join(TOP, name), "wb") as f:
        f.write(data)


@functools.lru_cache(maxsize=None)
def raw_sign(key, data, digest=None):
    if key == "ed":
        put("ed.in", data)
        return openssl("pkeyutl", "-sign", "-inkey", "ed.pem", "-rawin", "-in", "ed.in")
    return openssl("dgst", "-" + (digest or HASHES.get(key, "sha256")), "-sign", key + ".pem", data=data)


def hint_of(key):
    return hashlib.sha256(content(key + ".pub")).hexdigest()


def pae(payload, kind=PAYLOAD_TYPE, version="DSSEv1"):
    return b"%s %d %s %d %s" % (version.encode(), len(kind), kind.encode(), len(payload), payload)


# ---- Statements and bundles ---------------------------------------------------------


def entry(name, data, digest="sha256"):
    make = hashlib.blake2b if digest == "blake2b" else hashlib.sha256
    return {"name": name, "digest": make(data).hexdigest(), "algorithm": digest}


def root_of(resources):
    return hashlib.sha256(b"".join(bytes.fromhex(r["digest"]) for r in resources)).hexdigest()


def statement(model=None, change=None, resources=None, root=None, digest="sha256", **serialization):
    """`change` gets the statement before it is finished; its root is that of the list unless given."""
    model = MODEL if model is None else model
    if resources is None:
        resources = [entry(n, model[n], digest) for n in sorted(model) if isinstance(model[n], bytes)]
    s = {"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": "m", "digest": {"sha256": root or root_of(resources)}}],
         "predicateType": PREDICATE,
         "predicate": {"resources": resources,
                       "serialization": dict({"method": "files", "hash_type": digest, "allow_symlinks": False,
                                              "ignore_paths": [".git", ".gitattributes", ".github", ".gitignore"]}, **serialization)}}
    if change:
        change(s)
    return s


def b64(data):
    return base64.b64encode(data).decode()


def key_material(key):
    return {"publicKey": {"hint": hint_of(key)}, "tlogEntries": []}


def bundle(s, key="p256", digest=None, material=None, kind=PAYLOAD_TYPE, sig=None, change=None, signed=None, text=None):
    """The bytes of a bundle around the statement `s` (or the payload's bytes)."""
    payload = s if isinstance(s, bytes) else json.dumps(s).encode()
    made = raw_sign(key, signed(payload) if signed else pae(payload, kind), digest)
    b = {"mediaType": BUNDLE + ".v0.3+json", "verificationMaterial": key_material(key) if material is None else material,
         "dsseEnvelope": {"payload": b64(payload), "payloadType": kind, "signatures": [{"sig": b64(sig(made) if sig else made), "keyid": ""}]}}
    if change:
        change(b)
    out = json.dumps(b)
    return (text(out) if text else out).encode()


def put_in(path, value):
    """A change of a document: sets the member at `path`, or takes it out."""
    def change(doc):
        *way, last = path.split(".")
        for part in way:
            doc = doc[int(part)] if part.isdigit() else doc[part]
        if value is None:
            del doc[last]
        else:
            doc[int(last) if last.isdigit() else last] = value
    return change


ABSENT = None
NULL = type("Null", (), {})()


def good(**more):
    return bundle(statement(), **more)


# ---- Keys -----------------------------------------------------------------------------


def keys():
    for key in HASHES:
        want("ok", None, key, good(key=key), words=("--key", "{top}/%s.pub" % key))
    want("danger", "oms.sig", "P-256 with SHA-384", good(digest="sha384"))
    want("danger", "oms.sig", "P-521 with SHA-256", good(key="p521", digest="sha256"), words=("--key", "{top}/p521.pub"))
    for key in ("k1", "ed", "rsa2048"):  # not in the registry
        want("danger", "oms.key", "by " + key, good(key=key), words=("--key", "{top}/%s.pub" % key))
    want("danger", "oms.key", "another key", good(), words=("--key", "{top}/other.pub"))
    want("danger", "oms.key", "no key", good(), words=())
    want("ok", None, "several keys", good(), words=("--key", "{top}/other.pub", "--key", "{top}/p256.pub"))
    want("ok", None, "the key twice", good(), words=("--key", "{top}/p256.pub", "--key", "{top}/p256.pub"))
    pub = content("p256.pub")
    files = {"text-before": (b"Key of the publisher:\n\n" + pub, "ok"), "crlf": (pub.replace(b"\n", b"\r\n"), "ok"),
             "no-end-of-line": (pub.rstrip(), "ok"), "two": (pub + content("other.pub"), "danger"), "private": (content("p256.pem"), "danger"),
             "locked": (openssl("pkey", "-in", "p256.pem", "-aes256", "-passout", "pass:x"), "danger"),
             "der": (openssl("pkey", "-in", "p256.pem", "-pubout", "-outform", "der"), "danger"),
             "compressed": (openssl("ec", "-in", "p256.pem", "-pubout", "-conv_form", "compressed"), "ok"),
             "hybrid": (openssl("ec", "-in", "p256.pem", "-pubout", "-conv_form", "hybrid"), "ok"),
             "spelt-out": (openssl("ec", "-in", "p256.pem", "-pubout", "-param_enc", "explicit"), "danger"),
             "empty": (b"", "danger"), "cut": (pub[:90], "danger"), "large": (pub + b"x" * 100000, "danger"),
             "private-label": (pub.replace(b"PUBLIC KEY", b"PRIVATE KEY"), "danger"),
             "rsa-label": (pub.replace(b"PUBLIC KEY", b"RSA PUBLIC KEY"), "danger")}
    for name, (data, cls) in files.items():
        want(cls, "oms.key" if cls == "danger" else None, "key file " + name, good(), words=("--key", "{case}/k"), beside={"k": data})
    want(3, None, "key folder", good(), words=("--key", "{top}"))
    want(3, None, "key FIFO", good(), words=("--key", "{case}/k"), beside={"k": FIFO})
    want(3, None, "key missing", good(), words=("--key", "{case}/k"))
    want("ok", None, "key link", good(), words=("--key", "{case}/k"), beside={"k": link(os.path.join(TOP, "p256.pub"))})
    der = b64(openssl("pkey", "-in", "p256.pem", "-pubout", "-outform", "der"))
    for name, key, cls in (("DER", {"rawBytes": der, "keyDetails": "PKIX_ECDSA_P256_SHA_256"}, "ok"), ("PEM", {"rawBytes": b64(pub)}, "ok"),
                           ("both", {"rawBytes": der, "hint": hint_of("p256")}, "ok"), ("two keys", {"rawBytes": der, "hint": hint_of("other")}, "danger"),
                           ("another", {"rawBytes": b64(content("other.pub"))}, "danger"), ("neither", {}, "danger"), ("not base64", {"rawBytes": "?"}, "danger"),
                           ("capitals", {"hint": hint_of("p256").upper()}, "danger"), ("empty", {"hint": ""}, "danger"), ("number", {"hint": 7}, "danger")):
        want(cls, None, "key inside " + name, good(material={"publicKey": key}))
    want("danger", "oms.sig", "hint of the trusted key", good(key="other", material=key_material("p256")))
    want("ok", None, "key and log entries", good(material=dict(key_material("p256"), tlogEntries=[{"logIndex": "1"}])))
    want("ok", None, "no log entries", good(material={"publicKey": {"hint": hint_of("p256")}}))


# ---- The bundle -------------------------------------------------------------------------


def bundles():
    for version in ("", ".v0.3+json", "+json;version=0.1", "+json;version=0.2", "+json;version=0.3"):
        want("ok", None, "media " + version, good(change=put_in("mediaType", BUNDLE + version)))
    for media in (" " + BUNDLE, BUNDLE.upper(), "application/json", "", 3, ABSENT):
        want("danger", "oms.media", "other media", good(change=put_in("mediaType", media)))
    for path in ("x", "dsseEnvelope.x", "dsseEnvelope.signatures.0.x", "messageSignature"):
        want("danger", "oms.json", "unknown " + path, good(change=put_in(path, {"y": 1})))
    for path in ("verificationMaterial", "dsseEnvelope", "dsseEnvelope.payload", "dsseEnvelope.signatures", "dsseEnvelope.signatures.0.sig",
                 "dsseEnvelope.payloadType", "verificationMaterial.publicKey"):
        want("danger", None, "without " + path, good(change=put_in(path, ABSENT)))
        want("danger", None, "a list " + path, good(change=put_in(path, [])))
        want("danger", None, "a number " + path, good(change=put_in(path, 5)))
    for kind in ("application/vnd.in-toto+json ", "application/vnd.in-toto+JSON", "application/json", ""):
        want("danger", "oms.payload-type", "type " + kind, good(kind=kind))
    want("danger", "oms.sig", "signed as another type", good(signed=lambda p: pae(p, "application/json")))
    want("danger", "oms.sigcount", "none", good(change=put_in("dsseEnvelope.signatures", [])))
    for others in (lambda s: [s, s], lambda s: [s, {"sig": ""}], lambda s: [{"sig": "AAAA"}, s]):
        def two(b, others=others):
            b["dsseEnvelope"]["signatures"] = others(b["dsseEnvelope"]["signatures"][0])
        want("danger", "oms.sigcount", "two", good(change=two))
    for keyid in ("", "any text", "\u202e"):
        want("ok", None, "keyid text", good(change=put_in("dsseEnvelope.signatures.0.keyid", keyid)))
    want("ok", None, "keyid null", good(text=lambda t: t.replace('"keyid": ""', '"keyid": null')))
    want("ok", None, "no keyid", good(change=put_in("dsseEnvelope.signatures.0.keyid", ABSENT)))
    want("danger", "oms.json", "keyid number", good(change=put_in("dsseEnvelope.signatures.0.keyid", 0)))

    def recode(code, member="payload"):
        def change(b):
            at = b["dsseEnvelope"] if member == "payload" else b["dsseEnvelope"]["signatures"][0]
            at[member] = code(at[member])
        return change

    def odd(pad):  # a statement whose base64 has `pad` bytes of padding
        s = statement()
        while True:
            payload = json.dumps(s).encode()
            if (3 - len(payload) % 3) % 3 == pad:
                return payload
            s["subject"][0]["name"] += "x"

    def urlsafe(t):
        return t.replace("+", "-").replace("/", "_")

    def loose(t):  # the last bits, which no byte takes, are not 0
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        core = t.rstrip("=")
        return core[:-1] + letters[letters.index(core[-1]) ^ 1] + "=" * (len(t) - len(core))

    tagged = json.dumps(statement(change=put_in("subject.0.name", "???>>>~~~ÿÿÿ")), ensure_ascii=False).encode()
    want("ok", None, "base64 URL-safe", bundle(tagged, change=recode(urlsafe)))
    want("ok", None, "base64 URL-safe without padding", bundle(odd(1), change=recode(lambda t: (urlsafe(t[:-1])), "payload"), text=None)
         if "-" in urlsafe(b64(odd(1))) or "_" in urlsafe(b64(odd(1))) else bundle(tagged, change=recode(lambda t: urlsafe(t).rstrip("="))))
    want("ok", None, "base64 standard, two of padding", bundle(odd(2)))
    want("ok", None, "base64 standard, no padding needed", bundle(odd(0)))
    for name, code in (("no padding", lambda t: t.rstrip("=")), ("blank", lambda t: t[:40] + " " + t[40:]), ("line ends", lambda t: t[:76] + "\n" + t[76:]),
                       ("CR", lambda t: t + "\r\n"), ("tab", lambda t: "\t" + t), ("more padding", lambda t: t + "="), ("four", lambda t: t + "===="),
                       ("stray bits", loose), ("padding inside", lambda t: t[:4] + "==" + t[4:]), ("NUL", lambda t: t + "\0"), ("dot", lambda t: t[:8] + "." + t[9:])):
        want("danger", "oms.json", "base64 " + name, bundle(odd(2), change=recode(code)))
    want("ok", None, "base64 of the signature URL-safe", good(change=recode(urlsafe, "sig")))
    want("danger", "oms.json", "base64 of the signature with a line end", good(change=recode(lambda t: t + "\n", "sig")))

    want("danger", "oms.json", "member twice", good(text=lambda t: t.replace('"mediaType"', '"mediaType": "x", "mediaType"', 1)))
    want("danger", "oms.json", "member twice by escape", good(text=lambda t: t.replace('"mediaType"', '"media\\u0054ype": "x", "mediaType"', 1)))
    want("danger", "oms.json", "hint twice", good(text=lambda t: t.replace('"hint"', '"hint": "x", "hint"', 1)))
    plain = json.dumps(statement())
    for name, old, new in (("name twice", '"name": "config.json"', '"name": "x", "name": "config.json"'), ("root twice", '"sha256":', '"sha256": "0", "sha256":'),
                           ("digest twice", '"digest": "', '"digest": "00", "digest": "'), ("ignore twice", '"ignore_paths"', '"ignore_paths": ["weights"], "ignore_paths"'),
                           ("escaped twice", '"predicate":', '"predicat\\u0065": {}, "predicate":')):
        want("danger", "oms.json", "payload " + name, bundle(plain.replace(old, new, 1).encode()))
    for name, text in (("text behind", lambda t: t + "x"), ("two documents", lambda t: t + t), ("comma", lambda t: t[:-1] + ",}"), ("comment", lambda t: "//\n" + t),
                       ("single quotes", lambda t: t.replace('"', "'")), ("list around", lambda t: "[" + t + "]"), ("empty", lambda t: ""), ("blank", lambda t: " \n"),
                       ("cut", lambda t: t[: len(t) // 2]), ("deep", lambda t: "[" * 100000), ("NaN", lambda t: t.replace('"tlogEntries": []', '"tlogEntries": NaN'))):
        want("danger", "oms.json", "JSON " + name, good(text=text))
    want("danger", "oms.json", "JSON UTF-16", good().decode().encode("utf-16"))
    want("danger", "oms.json", "JSON invalid UTF-8", good().replace(b'"keyid": ""', b'"keyid": "\xff"'))
    want("ok", None, "JSON blanks and escapes", good(text=lambda t: " \n" + t.replace("/", "\\/").replace(", ", " ,\r\n\t") + "\n"))
    for name, payload in (("empty", b""), ("a list", b"[]"), ("text", b"hello"), ("invalid UTF-8", plain.replace('"m"', '"\x00"').encode().replace(b"\0", b"\xff")),
                          ("two documents", (plain + plain).encode())):
        want("danger", None, "payload " + name, bundle(payload))


# ---- The statement ------------------------------------------------------------------------


def statements():
    for kind in ("https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1/", "", 1, ABSENT):
        want("danger", "oms.predicate", "type of statement", bundle(statement(change=put_in("_type", kind))))
    for kind in ("https://model_signing/Digests/v0.1", PREDICATE + "/", "https://model_signing/signature/v1.1", "http://model_signing/signature/v1.0",
                 "https://slsa.dev/provenance/v1", PREDICATE.upper(), ABSENT):
        want("danger", "oms.predicate", "type of predicate", bundle(statement(change=put_in("predicateType", kind))))
    early = {"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://model_signing/Digests/v0.1", "predicate": {"unused": "x"},
             "subject": [{"name": n, "digest": {"sha256": hashlib.sha256(d).hexdigest()}} for n, d in MODEL.items()]}
    want("danger", "oms.predicate", "early form", bundle(early))
    want("danger", "oms.predicate", "early form and encoding", bundle(early, signed=lambda p: pae(p, version="DSSEV1")))
    digest = {"sha256": statement()["subject"][0]["digest"]["sha256"]}
    for name, subject in (("none", []), ("two", [{"name": "a", "digest": digest}] * 2), ("no name", [{"digest": digest}]), ("empty name", [{"name": "", "digest": digest}]),
                          ("no digest", [{"name": "m"}]), ("SHA-512 only", [{"name": "m", "digest": {"sha512": "0" * 128}}]),
                          ("capitals", [{"name": "m", "digest": {"sha256": digest["sha256"].upper()}}]), ("short", [{"name": "m", "digest": {"sha256": "00"}}]),
                          ("an object", {"name": "m", "digest": digest}), ("absent", ABSENT)):
        want("danger", "oms.subject", "subject " + name, bundle(statement(change=put_in("subject", subject))))
    for name in ("model", "\u202eevil\x1b[2J", "..", "/etc/passwd", "é" * 5000):
        want("ok", None, "subject named", bundle(statement(change=put_in("subject.0.name", name))))
    want("ok", None, "subject with another digest too", bundle(statement(change=put_in("subject.0.digest.gitCommit", "0" * 40))))
    want("ok", None, "unknown member of the statement", bundle(statement(change=put_in("x", 1))))
    want("ok", None, "unknown member of a resource", bundle(statement(change=put_in("predicate.resources.0.annotations", {"a": 1}))))
    want("danger", "oms.root", "root of others", bundle(statement(root="0" * 64)))
    want("danger", "oms.root", "root of hex", bundle(statement(root=hashlib.sha256("".join(r["digest"] for r in statement()["predicate"]["resources"]).encode()).hexdigest())))
    listed = [entry(n, MODEL[n]) for n in sorted(MODEL)]
    want("note", "oms.order", "other order", bundle(statement(resources=listed[::-1])))
    want("danger", "oms.root", "root of the sorted list", bundle(statement(resources=listed[::-1], root=root_of(listed))))
    want("danger", "oms.empty", "no files", bundle(statement(resources=[])), model={"README.md": b"x"})
    two = {"\uff61": b"a", "\U0001f600": b"b"}
    for order, cls in ((sorted(two), "ok"), (sorted(two, reverse=True), "note")):  # UTF-16 sorts them the other way round
        want(cls, "oms.order" if cls == "note" else None, "order of code points", bundle(statement(resources=[entry(n, two[n]) for n in order])), model=two)
    for name in ("../README.md", "a/../README.md", "/README.md", "./README.md", "weights//x", "weights/", "", "..", "weights/.", "a\0b"):
        changed = [entry(name, MODEL["README.md"])] + listed[1:]
        want("danger", "oms.path", "path %r" % name.replace("\0", "0"), bundle(statement(resources=changed)))
    want("danger", "oms.path", "path twice", bundle(statement(resources=listed + listed[-1:])))
    want("danger", "oms.path", "path twice, two digests", bundle(statement(resources=listed + [entry("weights/model.safetensors", b"x")])))
    want("danger", None, "path of half a character", bundle(json.dumps(statement()).replace("README.md", "README\\ud800").encode()))
    want("danger", "oms.missing", "path with other separators", bundle(statement(resources=listed[:2] + [entry("weights\\model.safetensors", MODEL["weights/model.safetensors"])])))
    want("danger", "oms.path", "a dot beside others", bundle(statement(resources=[entry(".", b"")] + listed)))
    backslash = {"..\\a": b"1", "C:\\b": b"2", "a:0:4": b"3", " b ": b"4", "\u00e9\n": b"5", "%2e%2e": b"6"}
    want("ok", None, "odd names", bundle(statement(backslash)), model=backslash)
    nfc, nfd = {"\u00e9.txt": b"x"}, {"e\u0301.txt": b"x"}
    want("danger", "oms.missing", "another form of Unicode", bundle(statement(nfc)), model=nfd)
    want("danger", "oms.extra", "another form of Unicode beside", bundle(statement(nfc)), model=dict(nfc, **nfd))
    want("ok", None, "both forms of Unicode", bundle(statement(dict(nfc, **nfd))), model=dict(nfc, **nfd))
    want("ok", None, "twins but for case", bundle(statement({"a.txt": b"1", "A.txt": b"2"})), model={"a.txt": b"1", "A.txt": b"2"})
    want("danger", "oms.extra", "a twin but for case", bundle(statement()), model=dict(MODEL, **{"Config.json": b"{}"}))

    want("ok", None, "BLAKE2b", bundle(statement(digest="blake2b")))
    want("danger", "oms.digest", "BLAKE2b of others", bundle(statement(digest="blake2b")), model=dict(MODEL, **{"README.md": b"# n\n"}))
    want("review", "oms.hash", "BLAKE3", bundle(json.dumps(statement()).replace('hash_type": "sha256', 'hash_type": "blake3').replace('algorithm": "sha256', 'algorithm": "blake3').encode()))
    for other in ("md5", "sha1", "sha512", "SHA256", "sha-256", "", "blake2b"):
        text = json.dumps(statement()).replace('hash_type": "sha256', 'hash_type": "' + other).replace('algorithm": "sha256', 'algorithm": "' + other)
        want("danger", "oms.hash", "hash " + other, bundle(text.encode()))
    want("danger", "oms.hash", "hash of one entry", bundle(statement(change=put_in("predicate.resources.1.algorithm", "blake2b"))))
    for name, digest in (("capitals", listed[0]["digest"].upper()), ("short", listed[0]["digest"][:-2]), ("empty", ""), ("blank", listed[0]["digest"] + " "),
                         ("prefix", "sha256:" + listed[0]["digest"])):
        want("danger", "oms.hash", "digest " + name, bundle(statement(root="0" * 64, change=put_in("predicate.resources.0.digest", digest))))
    for member in ("name", "digest", "algorithm"):
        want("danger", None, "entry without " + member, bundle(statement(change=put_in("predicate.resources.0." + member, ABSENT))))
    want("danger", "oms.json", "entry of text", bundle(statement(change=put_in("predicate.resources.0", "README.md"))))
    for member, values in (("method", ("dirs", "", 1, ABSENT)), ("allow_symlinks", ("false", 0, ABSENT)), ("shard_size", (16,)), ("ignore_paths", ("x", {}, [1]))):
        for value in values:
            want("danger", "oms.json", "serialization %s" % member, bundle(statement(change=put_in("predicate.serialization." + member, value))))
    want("danger", "oms.hash", "no hash type", bundle(statement(change=put_in("predicate.serialization.hash_type", ABSENT))))
    want("ok", None, "nothing ignored", bundle(statement(change=put_in("predicate.serialization.ignore_paths", ABSENT))))
    for path in ("predicate", "predicate.resources", "predicate.serialization"):
        want("danger", None, "without " + path, bundle(statement(change=put_in(path, ABSENT))))


# ---- Signatures by the letter ---------------------------------------------------------------


def der(tag, *parts):
    data = b"".join(parts)
    length = bytes([len(data)]) if len(data) < 128 else (lambda n: bytes([128 + len(n)]) + n)(len(data).to_bytes((len(data).bit_length() + 7) // 8, "big"))
    return bytes([tag]) + length + data


def integer(n):
    return der(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def numbers(sig):
    at = 2
    out = []
    for _ in range(2):
        size = sig[at + 1]
        out.append(int.from_bytes(sig[at + 2 : at + 2 + size], "big"))
        at += 2 + size
    return out


def signatures():
    def of(make):
        return lambda sig: make(*numbers(sig))
    want("ok", None, "the other s", good(sig=of(lambda r, s: der(0x30, integer(r), integer(P256_ORDER - s)))))
    forms = {"byte behind": lambda sig: sig + b"\0", "byte inside": lambda sig: bytes([sig[0], sig[1] + 1]) + sig[2:] + b"\0", "cut": lambda sig: sig[:-1], "empty": lambda sig: b"",
             "raw": of(lambda r, s: r.to_bytes(32, "big") + s.to_bytes(32, "big")), "zeros": lambda sig: der(0x30, integer(0), integer(0)),
             "r is 0": of(lambda r, s: der(0x30, integer(0), integer(s))), "s is the order": of(lambda r, s: der(0x30, integer(r), integer(P256_ORDER))),
             "r and the order": of(lambda r, s: der(0x30, integer(r + P256_ORDER), integer(s))), "long length": lambda sig: b"\x30\x81" + sig[1:],
             "leading zero": of(lambda r, s: der(0x30, der(2, b"\0\0" + r.to_bytes(32, "big")), integer(s))), "three numbers": of(lambda r, s: der(0x30, integer(r), integer(s), integer(1))),
             "swapped": of(lambda r, s: der(0x30, integer(s), integer(r))), "set": lambda sig: b"\x31" + sig[1:], "endless": lambda sig: b"\x30\x80" + sig[2:] + b"\0\0",
             "base64 again": lambda sig: base64.b64encode(sig), "of another key": lambda sig: raw_sign("other", pae(json.dumps(statement()).encode()))}
    for name, form in forms.items():
        want("danger", "oms.sig", "signature " + name, good(sig=form))
    e = statement(change=put_in("subject.0.name", "ééé"))
    letters = json.dumps(e, ensure_ascii=False).encode()
    bodies = {"payload only": lambda p: p, "base64": lambda p: pae(base64.b64encode(p)), "other version": lambda p: pae(p, version="DSSEV1"),
              "length of characters": lambda p: b"DSSEv1 28 application/vnd.in-toto+json %d %s" % (len(p.decode()), p),
              "leading zero": lambda p: b"DSSEv1 28 application/vnd.in-toto+json 0%d %s" % (len(p), p), "line end": lambda p: pae(p) + b"\n",
              "no length": lambda p: b"DSSEv1 application/vnd.in-toto+json " + p}
    for name, body in bodies.items():
        want("danger", "oms.sig", "signed " + name, bundle(letters, signed=body))
    want("ok", None, "letters of two bytes", bundle(letters))
    want("danger", "oms.sig", "payload exchanged", good(change=put_in("dsseEnvelope.payload", b64(json.dumps(statement(root="0" * 64)).encode()))))
    want("danger", "oms.sig", "payload laid out anew", good(change=put_in("dsseEnvelope.payload", b64(json.dumps(statement(), indent=1).encode()))))


# ---- Certificates -----------------------------------------------------------------------------


def oid(text):
    first, second, *rest = (int(n) for n in text.split("."))
    out = bytes([40 * first + second])
    for n in rest:
        piece = [n & 127]
        while n > 127:
            n >>= 7
            piece.insert(0, n & 127 | 128)
        out += bytes(piece)
    return der(6, out)


NULL_DER, TRUE_DER = b"\x05\x00", b"\x01\x01\xff"
ALGORITHMS = {("ec", "sha256"): der(0x30, oid("1.2.840.10045.4.3.2")), ("ec", "sha1"): der(0x30, oid("1.2.840.10045.4.1")),
              ("rsa", "sha256"): der(0x30, oid("1.2.840.113549.1.1.11"), NULL_DER), ("rsa", "md5"): der(0x30, oid("1.2.840.113549.1.1.4"), NULL_DER),
              ("ed", None): der(0x30, oid("1.3.101.112"))}
EKU = {"code": "1.3.6.1.5.5.7.3.3", "server": "1.3.6.1.5.5.7.3.1", "mail": "1.3.6.1.5.5.7.3.4", "any": "2.5.29.37.0"}


def name_of(text):
    return der(0x30, der(0x31, der(0x30, oid("2.5.4.3"), der(12, text.encode()))))


def extension(number, value, critical=False):
    return der(0x30, oid(number), TRUE_DER if critical else b"", der(4, value))


def constraints(ca=True, depth=None):
    return extension("2.5.29.19", der(0x30, TRUE_DER if ca else b"", integer(depth) if depth is not None else b""), True)


def usage(*bits):
    order = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign"]
    value = sum(128 >> order.index(b) for b in bits)
    free = (value & -value).bit_length() - 1
    return extension("2.5.29.15", der(3, bytes([free, value])), True)


def extended(*kinds, critical=False):
    return extension("2.5.29.37", der(0x30, *(oid(EKU.get(k, k)) for k in kinds)), critical)


def alternative(*names):
    return extension("2.5.29.17", der(0x30, *(der(0x82, n.encode()) for n in names)))


def when(days):
    t = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return der(0x18, t.strftime("%Y%m%d%H%M%SZ").encode()) if t.year >= 2050 else der(0x17, t.strftime("%y%m%d%H%M%SZ").encode())


def certificate(key, issuer, subject, issuer_key, extensions, days=(-10, 3650), digest="sha256", serial=[1]):
    """DER. The issuer is a name; extensions: None for a certificate of version 1."""
    serial[0] += 1
    kind = "rsa" if issuer_key.startswith("rsa") else "ed" if issuer_key == "ed" else "ec"
    algorithm = ALGORITHMS[kind, None if kind == "ed" else digest]
    spki = openssl("pkey", "-in", key + ".pem", "-pubout", "-outform", "der")
    body = der(0x30, der(0xA0, integer(2)) if extensions is not None else b"", integer(serial[0]), algorithm, name_of(issuer),
               der(0x30, when(days[0]), when(days[1])), name_of(subject), spki,
               der(0xA3, der(0x30, *extensions)) if extensions is not None else b"")
    return der(0x30, body, algorithm, der(3, b"\0" + raw_sign(issuer_key, body, digest if kind != "ed" else None)))


def pem(*certificates):
    return b"".join(b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(c) + b"-----END CERTIFICATE-----\n" for c in certificates)


CA = [constraints(), usage("keyCertSign")]
SIGNER = [constraints(ca=False), usage("digitalSignature")]


def certificates():
    for name in ("root", "mid", "low"):
        openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", name + ".pem")
    root = certificate("root", "root", "root", "root", CA)
    mid = certificate("mid", "root", "mid", "root", CA)

    def chain(cls, name, *parts, key="p256", roots=(root,), rule="oms.certificate", words=None, also=b""):
        material = {"x509CertificateChain": {"certificates": [{"rawBytes": b64(c)} for c in parts]}}
        want(cls, rule if cls == "danger" else None, "chain " + name, good(key=key, material=material),
             words=words if words is not None else ("--ca", "{case}/roots"), beside={"roots": pem(*roots) + also})

    def leaf(extensions=SIGNER, issuer="mid", key="p256", **more):
        return certificate(key, issuer, "signer", issuer, extensions, **more)

    usual = leaf()
    chain("ok", "of one", leaf(issuer="root"))
    chain("ok", "of two", usual, mid)
    chain("ok", "with its root", usual, mid, root)
    chain("ok", "of three", certificate("p256", "low", "signer", "low", SIGNER), certificate("low", "mid", "low", "mid", CA), mid)
    chain("ok", "in any order behind the first", usual, root, mid)
    chain("ok", "and one that is not of it", usual, certificate("other", "x", "x", "other", CA), mid)
    chain("ok", "P-384", leaf(key="p384"), mid, key="p384")
    chain("ok", "for code", leaf([constraints(ca=False), usage("digitalSignature"), extended("code")]), mid)
    chain("ok", "for code without a usage", leaf([constraints(ca=False), extended("code")]), mid)
    chain("ok", "for code and servers", leaf(SIGNER + [extended("server", "code")]), mid)
    chain("ok", "for any purpose", leaf(SIGNER + [extended("any")]), mid)
    chain("ok", "signer without basic constraints", leaf([usage("digitalSignature")]), mid)
    chain("ok", "by an RSA root", leaf(issuer="rsa2048"), roots=[certificate("rsa2048", "rsa2048", "rsa2048", "rsa2048", CA)])
    chain("ok", "by an Ed25519 root", leaf(issuer="ed"), roots=[certificate("ed", "ed", "ed", "ed", CA)])
    chain("ok", "an unknown extension", leaf(SIGNER + [extension("1.3.6.1.4.1.57264.1.1", b"\x05\0")]), mid)
    chain("ok", "several roots", usual, mid, roots=[certificate("other", "x", "x", "other", CA), root])
    chain("ok", "depth kept", usual, certificate("mid", "root", "mid", "root", [constraints(depth=0), usage("keyCertSign")]))
    mine = certificate("p256", "me", "me", "p256", SIGNER)
    chain("ok", "a self-signed signer that is trusted", mine, roots=[mine])
    inside = extension("2.5.29.30", der(0x30, der(0xA0, der(0x30, der(0x82, b"example.org")))), True)
    chain("ok", "inside of the names", leaf(SIGNER + [alternative("models.example.org")]), certificate("mid", "root", "mid", "root", CA + [inside]))
    chain("danger", "outside of the names", leaf(SIGNER + [alternative("models.example.com")]), certificate("mid", "root", "mid", "root", CA + [inside]))
    chain("danger", "for servers", leaf(SIGNER + [extended("server")]), mid)  # RFC 5280 4.2.1.12: for these purposes only
    chain("danger", "for mail, critical", leaf(SIGNER + [extended("mail", critical=True)]), mid)
    chain("danger", "issuer for servers", usual, certificate("mid", "root", "mid", "root", CA + [extended("server")]))
    chain("danger", "neither usage", leaf([constraints(ca=False)]), mid)
    chain("danger", "usage of a CA only", leaf([constraints(), usage("keyCertSign")]), mid)
    chain("danger", "for key agreement", leaf([usage("keyAgreement")]), mid)
    chain("danger", "of version 1", leaf(None), mid)
    chain("danger", "expired", leaf(days=(-10, -1)), mid)
    chain("danger", "not yet valid", leaf(days=(1, 10)), mid)
    chain("danger", "issuer expired", usual, certificate("mid", "root", "mid", "root", CA, days=(-10, -1)))
    chain("danger", "root expired", usual, mid, roots=[certificate("root", "root", "root", "root", CA, days=(-10, -1))])
    chain("danger", "ends before it begins", leaf(days=(10, -10)), mid)
    chain("danger", "issuer absent", usual)
    chain("danger", "another root of the same name", usual, mid, roots=[certificate("other", "root", "root", "other", CA)])
    chain("danger", "its own root only", usual, certificate("mid", "root2", "mid", "other", CA), certificate("other", "root2", "root2", "other", CA))
    chain("danger", "a self-signed signer", certificate("p256", "signer", "signer", "p256", SIGNER))
    chain("danger", "issuer without basic constraints", usual, certificate("mid", "root", "mid", "root", [usage("keyCertSign")]))
    chain("danger", "issuer that is no CA", usual, certificate("mid", "root", "mid", "root", [constraints(ca=False), usage("keyCertSign")]))
    chain("danger", "issuer that may not sign", usual, certificate("mid", "root", "mid", "root", [constraints(), usage("digitalSignature")]))
    chain("danger", "issuer of version 1", usual, certificate("mid", "root", "mid", "root", None))
    chain("danger", "too deep", certificate("p256", "low", "signer", "low", SIGNER), certificate("low", "mid", "low", "mid", CA),
          certificate("mid", "root", "mid", "root", [constraints(depth=0), usage("keyCertSign")]))
    chain("danger", "SHA-1", leaf(digest="sha1"), mid)
    chain("danger", "issuer by SHA-1", usual, certificate("mid", "root", "mid", "root", CA, digest="sha1"))
    chain("danger", "by MD5", leaf(issuer="rsa2048", digest="md5"), roots=[certificate("rsa2048", "rsa2048", "rsa2048", "rsa2048", CA)])
    chain("danger", "by a short RSA key", leaf(issuer="rsa1024"), roots=[certificate("rsa1024", "rsa1024", "rsa1024", "rsa1024", CA)])
    chain("danger", "signer with RSA", leaf(key="rsa2048"), mid, key="rsa2048")
    chain("danger", "signer with Ed25519", leaf(key="ed"), mid, key="ed")
    chain("danger", "signer of another curve", leaf(key="k1"), mid, key="k1")
    chain("danger", "a critical extension that nobody knows", leaf(SIGNER + [extension("1.2.3.4", b"\x05\0", True)]), mid)
    chain("danger", "issuer with a critical extension", usual, certificate("mid", "root", "mid", "root", CA + [extension("1.2.3.4", b"\x05\0", True)]))
    chain("danger", "an extension twice", leaf(SIGNER + [usage("keyAgreement")]), mid)
    chain("danger", "bytes behind", usual + b"\0", mid)
    chain("danger", "cut", usual[:-1], mid)
    chain("danger", "PEM inside", pem(usual), mid)
    chain("danger", "signature of another", usual[:-8] + bytes(8), mid)
    chain("danger", "issuer first", mid, usual)
    chain("danger", "signed by another key", usual, mid, key="other", rule="oms.sig")
    chain("danger", "empty", rule="oms.method")
    chain("danger", "no roots given", usual, mid, words=(), rule="oms.key")
    chain("danger", "a key and no roots", usual, mid, words=("--key", "{top}/p256.pub"), rule="oms.key")
    chain("danger", "roots that are none", usual, mid, roots=(), also=content("p256.pub"))
    chain("danger", "an issuer as root", usual, roots=[certificate("mid", "root", "mid", "root", CA, serial=[9])])
    chain("ok", "roots with text between", usual, mid, also=b"\nsubject=x\n" + content("p256.pub"))
    want("danger", "oms.key", "a key and roots only", good(), words=("--ca", "{case}/roots"), beside={"roots": pem(root)})
    chain("danger", "a hundred", usual, *[mid[:-1] + bytes([i]) for i in range(100)])


# ---- Keyless --------------------------------------------------------------------------------------


def keyless():
    log = [{"logIndex": "1", "canonicalizedBody": "e30="}]
    short = b64(certificate("p256", "fulcio", "", "other", SIGNER + [extended("code")], days=(-10, -9)))
    whole = {"certificate": {"rawBytes": short}, "tlogEntries": log}
    for words in ((), ("--key", "{top}/p256.pub")):
        want("review", "oms.method", "keyless", good(material=whole), words=words)
    want("review", "oms.method", "keyless with times", good(material=dict(whole, timestampVerificationData={"rfc3161Timestamps": []})))
    want("danger", "oms.digest", "keyless, content changed", good(material=whole), model=dict(MODEL, **{"README.md": b"# n\n"}))
    want("danger", "oms.extra", "keyless, a file more", good(material=whole), model=dict(MODEL, **{"x.py": b""}))
    for name, material in (("no entry", dict(whole, tlogEntries=[])), ("entries absent", {"certificate": {"rawBytes": short}}), ("nothing", {}),
                           ("entries only", {"tlogEntries": log}), ("a key too", dict(whole, publicKey={"hint": hint_of("p256")})),
                           ("a chain too", dict(whole, x509CertificateChain={"certificates": [{"rawBytes": short}]}))):
        want("danger", "oms.method", "keyless " + name, good(material=material))
    for name, material in (("no certificate inside", dict(whole, certificate={})), ("an empty one", dict(whole, certificate={"rawBytes": ""})),
                           ("no base64", dict(whole, certificate={"rawBytes": "?"})), ("a list", dict(whole, certificate=[short])), ("text", dict(whole, certificate=short)),
                           ("entries no list", dict(whole, tlogEntries={"a": 1})), ("an entry null", dict(whole, tlogEntries=[0])), ("an entry text", dict(whole, tlogEntries=["x"]))):
        want("danger", None, "keyless " + name, good(material=material))


# ---- The files --------------------------------------------------------------------------------------


def plus(**more):
    return dict(MODEL, **{k: v for k, v in more.items()})


def files():
    s = good()
    for name, change in (("one byte", {"config.json": b'{"model_type":"llamb"}\n'}), ("longer", {"README.md": b"# m\n\n"}), ("shorter", {"README.md": b"# m"}), ("empty", {"README.md": b""})):
        want("danger", "oms.digest", "content " + name, s, model=dict(MODEL, **change))
    want("danger", "oms.missing", "absent", s, model={k: v for k, v in MODEL.items() if k != "README.md"})
    for name in ("x.txt", ".hidden", ".gitmodules", ".Git", "weights/.git", "weights/.git/HEAD", "weights/.gitattributes", "weights/.github/a.yml", ".git2", "weights/x/y/z", ".DS_Store", "model.sig"):
        want("danger", "oms.extra", "beside " + name, s, model=dict(MODEL, **{name: b"x"}))
    for name in (".git", ".git/HEAD", ".git/hooks/pre-commit.sample", ".gitignore", ".gitattributes", ".github/workflows/a.yml"):
        want("ok", None, "of git " + name, s, model=dict(MODEL, **{name: b"#!/bin/sh\nx\n" if "hooks" in name else b"x\n"}))
    for name, data in ((".git/model.safetensors", b"x"), (".github/model.gguf", b"x"), (".github/modeling.py", b"x"), (".gitattributes", b"\x80\x02}q\0."), (".github/x", b"\x7fELF\2\1\1" + bytes(60)),
                       (".git/config.json", b"{}"), (".github/chat_template.jinja", b"{{ x }}")):
        want("danger", "oms.ignore", "hidden by git " + name, s, model=dict(MODEL, **{name: data}))
    want("danger", "oms.missing", "a link for a file", s, model=dict(MODEL, **{"README.md": link("config.json")}))
    for name, target in (("inside", "README.md"), ("outside", "/etc/hostname"), ("nowhere", "gone"), ("a folder", "weights"), ("itself", "x")):
        want("danger", "oms.extra", "a link " + name, s, model=dict(MODEL, x=link(target)))
        want("danger", "oms.extra", "a link allowed " + name, s, model=dict(MODEL, x=link(target)), words=("--key", "{top}/p256.pub", "--allow-extra"))
    want("danger", "oms.missing", "a folder of another place", s, model={"README.md": MODEL["README.md"], "config.json": MODEL["config.json"], "weights": link("../far")},
         beside={"far/model.safetensors": MODEL["weights/model.safetensors"]})
    want("danger", "oms.missing", "a FIFO for a file", s, model=dict(MODEL, **{"README.md": FIFO}))
    want("danger", "oms.extra", "a FIFO beside", s, model=dict(MODEL, x=FIFO))
    want("danger", "oms.missing", "a folder for a file", s, model={"README.md/x": b"", "config.json": MODEL["config.json"], "weights/model.safetensors": MODEL["weights/model.safetensors"]})
    want("danger", "oms.extra", "a hard link beside", s, model=dict(MODEL, **{"y.md": ("hard", "README.md")}))
    want("ok", None, "a hard link of elsewhere", s, model=dict(MODEL, **{"README.md": ("hard", "../far.md")}), beside={"far.md": MODEL["README.md"]})
    want("ok", None, "an empty folder", s, model=dict(MODEL, **{"none/": None}))
    want("ok", None, "the model by a link", s, path="{case}/l", beside={"l": link("model")})
    empty = dict(MODEL, **{"empty.txt": b""})
    want("ok", None, "an empty file", bundle(statement(empty)), model=empty)
    want("danger", "oms.digest", "an empty file filled", bundle(statement(empty)), model=dict(MODEL, **{"empty.txt": b"x"}))
    want("danger", "oms.extra", "an empty file unsigned", s, model=empty)
    # The signature in the model.
    for name in ("model.sig", "weights/m.sig", "signature.json"):
        want("ok", None, "signature inside " + name, {name: s}, sig_in_model=name)
    want("ok", None, "signature inside by a link", s, model=dict(MODEL, **{"model.sig": link("../sig")}), words=("--signature", "{case}/model/model.sig", "--key", "{top}/p256.pub"), no_signature=True)
    want("danger", "oms.extra", "two signatures inside", {"model.sig": s}, sig_in_model="model.sig", model=dict(MODEL, **{"other.sig": s}))
    want("danger", "oms.extra", "another name of the signature", {"model.sig": s}, sig_in_model="model.sig", model=dict(MODEL, **{"x.json": link("model.sig")}))
    # Allowed beside.
    allow = ("--key", "{top}/p256.pub", "--allow-extra")
    for name, data in (("x.txt", b"hello"), ("docs/a.md", b"# a"), ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9)), ("weights/.git", b"x"), ("LICENSE", b"MIT")):
        want("note", "oms.extra", "allowed " + name, s, model=dict(MODEL, **{name: data}), words=allow)
    for name, data in (("x.py", b""), ("generation_config.json", b"{}"), ("chat_template.jinja", b"x"), ("x.safetensors", b""), ("notes.txt", b"\x80\x02}q\0."), ("x", b"\x7fELF" + bytes(60)),
                       ("README.PY", b"x"), ("a.txt", b"PK\x03\x04" + bytes(40)), ("run", b"#!/bin/sh\n"), ("tokenizer.model", b"x")):
        want("danger", "oms.extra", "not allowed " + name, s, model=dict(MODEL, **{name: data}), words=allow)
    # Left out by the signer.

    def ignoring(cls, paths, more, rule="oms.ignore", signed=None):
        want(cls, rule if cls == "danger" else None, "ignored %s" % " ".join(map(str, paths)), bundle(statement(signed, ignore_paths=paths)), model=dict(signed or MODEL, **more))
    ignoring("ok", ["notes.txt"], {"notes.txt": b"x"})
    ignoring("ok", ["docs"], {"docs/a.md": b"x", "docs/b/c.png": b"\x89PNG\r\n\x1a\n\0"})
    ignoring("ok", ["gone.bin"], {})
    ignoring("danger", ["docs"], {"docs/a.md": b"x", "docs/a.py": b"x"})
    ignoring("danger", ["doc"], {"docs/a.md": b"x"}, rule="oms.extra")
    ignoring("danger", ["a.md"], {"docs/a.md": b"x"}, rule="oms.extra")
    ignoring("danger", ["Notes.txt"], {"notes.txt": b"x"}, rule="oms.extra")
    small = {"README.md": MODEL["README.md"]}
    for name, data in (("config.json", b"{}"), ("weights/a.bin", b"x"), ("m.gguf", b"x"), ("tokenizer.json", b"{}"), ("modeling_x.py", b""), ("chat_template.jinja", b"x"), ("vocab.txt", b"x"),
                       ("data", b"\x80\x04}."), ("text.txt", b"\x80\x02}q\0."), ("model", bytes(range(256))), ("a.zip", b"PK"), ("lib.so.1", b"\x7fELF" + bytes(60)), ("openvino_model.xml", b"<net/>"), ("config.pbtxt", b"x"), ("deploy.prototxt", b"x"), ("m.ncnn.param", b"7767517"), ("model.mil", b"x"),
                       ("kernel.cuh", b"x"), ("op.cc", b"x"), ("CMakeLists.txt", b"x"), ("Pipfile", b"x"), ("x.pyw", b"x"), ("justfile", b"x:\n"), ("Jenkinsfile", b"x"), ("meson.build", b"x"), ("k.metal", b"x"), ("x.MD", b"\x1f\x8b\x08\0" + bytes(20))):
        ignoring("danger", [name], {name: data}, signed=small)
    for path in ("*", "*.txt", "a?", "[ab]", "/x", "../x", "a/../b", "", ".", "./a", "a//b", "..", "weights/.."):
        ignoring("danger", [path], {})
    want("danger", "oms.ignore", "everything left out", bundle(statement({"README.md": b"# m\n"}, ignore_paths=["."])))
    # Links that were followed.
    linked = dict(MODEL, **{"again.md": MODEL["README.md"], "far/model.safetensors": MODEL["weights/model.safetensors"]})
    want("note", "oms.symlinks", "links followed", bundle(statement(allow_symlinks=True)))
    want("note", "oms.symlinks", "a link inside followed", bundle(statement(dict(MODEL, **{"again.md": MODEL["README.md"]}), allow_symlinks=True)), model=dict(MODEL, **{"again.md": link("README.md")}))
    want("note", "oms.symlinks", "a linked folder inside followed", bundle(statement(linked, allow_symlinks=True)),
         model=dict(MODEL, **{"again.md": link("README.md"), "far": link("weights")}))
    want("danger", "oms.missing", "a link outside followed", bundle(statement(dict(MODEL, **{"again.md": b"# m\n"}), allow_symlinks=True)), model=dict(MODEL, **{"again.md": link("../b.md")}), beside={"b.md": b"# m\n"})
    want("danger", "oms.missing", "a linked folder outside followed", bundle(statement(linked, allow_symlinks=True)),
         model=dict(MODEL, **{"again.md": link("README.md"), "far": link("../w")}), beside={"w/model.safetensors": MODEL["weights/model.safetensors"]})
    want("danger", "oms.extra", "a link unsigned", bundle(statement(allow_symlinks=True)), model=dict(MODEL, **{"again.md": link("README.md")}))
    want("danger", "oms.extra", "a linked folder with a file more", bundle(statement(dict(MODEL, **{"far/model.safetensors": MODEL["weights/model.safetensors"]}), resources=None, allow_symlinks=True)),
         model=dict(MODEL, **{"far": link("weights"), "weights/x.py": b"x"}))
    want("danger", None, "links in a circle", bundle(statement(allow_symlinks=True)), model=dict(MODEL, **{"weights/up": link("..")}))
    want("danger", "oms.digest", "a link to other content", bundle(statement(dict(MODEL, **{"again.md": b"# m\n"}), allow_symlinks=True)), model=dict(MODEL, **{"again.md": link("config.json")}))
    # One file.
    one = {"m.gguf": b"GGUF\3\0\0\0" + bytes(16)}
    for name in ("m.gguf", "."):
        want("ok", None, "one file named " + name, bundle(statement(resources=[entry(name, one["m.gguf"])])), model=one, path="{case}/model/m.gguf")
    want("danger", "oms.digest", "one file changed", bundle(statement(resources=[entry("m.gguf", b"x")])), model=one, path="{case}/model/m.gguf")
    want("danger", "oms.missing", "one file of another name", bundle(statement(resources=[entry("n.gguf", one["m.gguf"])])), model=one, path="{case}/model/m.gguf")
    want("danger", "oms.missing", "one file of a model", s, path="{case}/model/README.md")


def shards():
    def pieces(name, data, size):
        return [entry("%s:%d:%d" % (name, at, min(at + size, len(data))), data[at : at + size]) for at in range(0, len(data), size)]

    def sharded(size=16, resources=None, order=True, **more):
        model = {"a:1:2": b"0123456789abcdef" * 2 + b"XYZ", "b": bytes(160)}
        made = resources if resources is not None else pieces("a:1:2", model["a:1:2"], size) + pieces("b", model["b"], size)
        if order:
            made.sort(key=lambda r: r["name"])
        return statement(resources=made, method="shards", shard_size=size, **more), model

    def shard(cls, rule, name, s, **more):
        statement_, model = s
        want(cls, rule, "shards " + name, bundle(statement_), model=dict(model, **more))
    a, b = b"0123456789abcdef" * 2 + b"XYZ", bytes(160)
    for size in (16, 35, 1000, 1):
        shard("ok", None, "of %d" % size, sharded(size))
    shard("ok", None, "and an empty file", sharded(), empty=b"")
    shard("danger", "oms.extra", "and a file", sharded(), more=b"x")
    shard("danger", "oms.digest", "changed", sharded(), b=bytes(159) + b"\1")
    shard("danger", "oms.digest", "longer", sharded(), b=bytes(161))
    shard("danger", "oms.digest", "shorter", sharded(), b=bytes(150))
    shard("danger", "oms.missing", "absent", sharded(), b=("none", None))
    for name, rule, resources in (("gap", "oms.path", pieces("a:1:2", a, 16)[::2] + pieces("b", b, 16)), ("the last one absent", "oms.digest", pieces("a:1:2", a, 16)[:-1] + pieces("b", b, 16)),
                                  ("uneven", "oms.path", pieces("a:1:2", a, 16) + pieces("b", b, 8)), ("no range", "oms.path", pieces("a:1:2", a, 16) + [entry("b", b)]),
                                  ("half a range", "oms.path", pieces("a:1:2", a, 16) + [entry("b:160", b)]), ("backwards", "oms.path", pieces("a:1:2", a, 16) + [entry("b:160:0", b)]),
                                  ("leading zero", "oms.path", pieces("a:1:2", a, 16) + [entry("b:00:16", b[:16])] + pieces("b", b, 16)[1:]),
                                  ("of nothing", "oms.path", pieces("a:1:2", a, 16) + pieces("b", b, 16) + [entry("c:0:0", b"")]),
                                  ("twice", "oms.path", pieces("a:1:2", a, 16) + pieces("b", b, 16) + pieces("b", b, 16)[:1]),
                                  ("huge", "oms.path", pieces("a:1:2", a, 16) + [entry("b:0:99999999999999999999", b)]), ("signs", "oms.path", pieces("a:1:2", a, 16) + [entry("b:+0:160", b)])):
        shard("danger", rule, name, sharded(resources=resources))
    for size in (0, -1, 1.5, "16", ABSENT):
        s, model = sharded()
        put_in("predicate.serialization.shard_size", size)(s)
        want("danger", "oms.json", "shards size %s" % size, bundle(s), model=model)


# ---- Bundles as files, caches ---------------------------------------------------------------------------


def odd_files():
    want(3, None, "bundle FIFO", FIFO)
    want(3, None, "bundle folder", {"x": b""}, sig_folder=True)
    want(3, None, "bundle missing", ("none", None))
    want("ok", None, "bundle link", link("real"), beside={"real": good()})
    want(3, None, "bundle device", link("/dev/zero"))
    want("danger", "oms.json", "bundle huge", ("sparse", 300 << 20))
    want("danger", "oms.json", "bundle of blanks", b" " * (8 << 20))
    want("danger", None, "bundle of signatures", good(change=put_in("dsseEnvelope.signatures", [{"sig": ""}] * 100000)))
    many = {"f%05d" % i: b"" for i in range(3)}
    want("danger", "oms.missing", "list of many", bundle(statement(resources=[entry("f%05d" % i, b"") for i in range(20000)])), model=many)
    want(3, None, "model missing", good(), path="{case}/none")
    want(2, None, "nothing to verify by", ("none", None), words=(), no_signature=True)
    for words in (("--key", "{top}/p256.pub"), ("--ca", "{top}/p256.pub")):
        want(2, None, "a key and no signature", ("none", None), words=words, no_signature=True, path="{case}/model/models--o--m",
             model={"models--o--m/refs/main": b"0" * 40, "models--o--m/snapshots/%s/x/" % ("0" * 40): None})


def caches():
    commit = "0123456789abcdef0123456789abcdef01234567"
    small, large = b'{"a":1}\n', b"weights"
    git = hashlib.sha1(b"blob %d\0" % len(small) + small).hexdigest()
    lfs = hashlib.sha256(large).hexdigest()
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n" % (lfs.encode(), len(large))

    def hub(cls, rule, name, **change):
        tree = {"refs/main": commit.encode(), "blobs/" + git: small, "blobs/" + lfs: large, "snapshots/%s/config.json" % commit: link("../../blobs/" + git),
                "snapshots/%s/w/m.safetensors" % commit: link("../../../blobs/" + lfs)}
        tree.update({k.replace("COMMIT", commit): v for k, v in change.pop("tree", {}).items()})
        want(cls, rule, "cache " + name, ("none", None), model={"models--o--m/" + k: v for k, v in tree.items()}, path="{case}/model/models--o--m", words=(), no_signature=True)
    hub("ok", None, "whole")
    hub("danger", "cache.digest", "small changed", tree={"blobs/" + git: b'{"a":2}\n'})
    hub("danger", "cache.digest", "large changed", tree={"blobs/" + lfs: b"weightz"})
    hub("danger", "cache.digest", "a pointer for the file", tree={"blobs/" + lfs: pointer})
    hub("malformed", "cache.missing", "blob gone", tree={"blobs/" + lfs: ("none", None)})
    hub("ok", None, "half a download beside", tree={"blobs/%s.incomplete" % ("f" * 64): b"x"})
    hub("ok", None, "no file of the hub", tree={".no_exist/COMMIT/x.json": b""})
    hub("review", "cache.unnamed", "a file of one's own", tree={"snapshots/COMMIT/x.py": b"x"})
    hub("review", "cache.unnamed", "a link elsewhere", tree={"snapshots/COMMIT/x": link("/etc/hostname")})
    hub("review", "cache.unnamed", "a link to another folder of blobs", tree={"snapshots/COMMIT/x": link("../../../models--o--m/blobs/" + git)})
    hub("refused", None, "blob by a link", tree={"blobs/" + lfs: link("/etc/hostname")})
    hub("refused", None, "blob a FIFO", tree={"blobs/" + lfs: FIFO})

    def plain(cls, rule, name, metadata, **more):
        tree = dict({"config.json": small, "m.safetensors": large}, **more)
        tree.update({".cache/huggingface/download/%s.metadata" % k: v for k, v in metadata.items()})
        want(cls, rule, "download " + name, ("none", None), model=tree, words=(), no_signature=True)

    def note(etag):
        return ("%s\n%s\n1700000000.0\n" % (commit, etag)).encode()
    whole = {"config.json": note(git), "m.safetensors": note(lfs)}
    plain("ok", None, "whole", whole)
    plain("ok", None, "etags in quotes", {"config.json": note('"%s"' % git), "m.safetensors": note('"%s"' % lfs)})
    plain("danger", "cache.digest", "changed", whole, **{"m.safetensors": b"x"})
    plain("danger", "cache.digest", "a pointer for the file", whole, **{"m.safetensors": pointer})
    plain("review", "cache.unnamed", "a file of one's own", whole, **{"x.py": b""})
    plain("review", "cache.unnamed", "no digest", dict(whole, **{"config.json": note("W/\"abc\"")}))
    plain("review", "cache.unnamed", "metadata cut", dict(whole, **{"config.json": commit.encode()}))
    plain("danger", "cache.digest", "of git as of a large file", {"config.json": note(hashlib.sha1(small).hexdigest()), "m.safetensors": note(lfs)})
    plain("malformed", "cache.missing", "file gone", dict(whole, **{"gone.bin": note(lfs)}))
    # A signature that came with the cache's files.
    listed = {"config.json": small, "w/m.safetensors": large}
    made = bundle(statement(listed))
    blob = hashlib.sha1(b"blob %d\0" % len(made) + made).hexdigest()
    tree = {"blobs/" + git: small, "blobs/" + lfs: large, "blobs/" + blob: made, "refs/main": commit.encode(), "snapshots/%s/config.json" % commit: link("../../blobs/" + git),
            "snapshots/%s/w/m.safetensors" % commit: link("../../../blobs/" + lfs), "snapshots/%s/model.sig" % commit: link("../../blobs/" + blob)}
    for folder in ("", "/snapshots/" + commit):
        want("ok", None, "signed cache", ("none", None), model={"models--o--m/" + k: v for k, v in tree.items()}, path="{case}/model/models--o--m" + folder, no_signature=True,
             words=("--key", "{top}/p256.pub", "--signature", "{case}/model/models--o--m/snapshots/%s/model.sig" % commit))
    changed = dict(tree, **{"blobs/" + lfs: b"weightz"})
    want("danger", "oms.digest", "signed cache changed", ("none", None), model={"models--o--m/" + k: v for k, v in changed.items()}, path="{case}/model/models--o--m", no_signature=True,
         words=("--key", "{top}/p256.pub", "--signature", "{case}/model/models--o--m/snapshots/%s/model.sig" % commit))


# ---- Signing --------------------------------------------------------------------------------------------------

SIGNED = []


def sign(wanted, name, key="p256", model=None, words=(), listed=None, out="{case}/out.sig", ignored=(), **more):
    """wanted: "signed", or an exit code after which there is no new file. `listed`: names that are signed."""
    SIGNED.append(dict(more, wanted=wanted, name="s%02d-%s" % (len(SIGNED), name.replace(" ", "-")), key=key, model=MODEL if model is None else model,
                       words=words, listed=listed, out=out, ignored=ignored))


def private_keys():
    sec1 = content("p256.pem")
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", "p256.pem", "-out", "pkcs8.pem")
    openssl("pkey", "-in", "p256.pem", "-aes256", "-passout", "pass:secret", "-out", "locked.pem")
    openssl("ec", "-in", "p256.pem", "-aes256", "-passout", "pass:secret", "-out", "old.pem")
    openssl("ec", "-in", "p256.pem", "-param_enc", "explicit", "-out", "explicit.pem")
    openssl("ec", "-in", "p256.pem", "-conv_form", "compressed", "-out", "compressed.pem")
    parameters = openssl("ecparam", "-name", "prime256v1")
    for name, mode in (("pkcs8.pem", 0o600), ("old.pem", 0o600), ("locked.pem", 0o600), ("explicit.pem", 0o600), ("compressed.pem", 0o600)):
        os.chmod(os.path.join(TOP, name), mode)
    for name, data, mode in (("word", b"secret\n", 0o600), ("bare", b"secret", 0o600), ("wrong", b"other\n", 0o600), ("open", b"secret\n", 0o644), ("none", b"", 0o600),
                             ("parameters.pem", parameters + sec1, 0o600), ("text.pem", b"My key:\n\n" + sec1, 0o600), ("crlf.pem", sec1.replace(b"\n", b"\r\n"), 0o600),
                             ("two.pem", sec1 + content("other.pem"), 0o600), ("with.pem", sec1 + pem(certificate("p256", "x", "x", "p256", SIGNER)), 0o600),
                             ("der.pem", openssl("pkey", "-in", "p256.pem", "-outform", "der"), 0o600), ("empty.pem", b"", 0o600), ("cut.pem", sec1[:90], 0o600),
                             ("public.pem", content("p256.pub"), 0o600), ("m640.pem", sec1, 0o640), ("m604.pem", sec1, 0o604), ("m620.pem", sec1, 0o620), ("m400.pem", sec1, 0o400),
                             ("large.pem", b" " * 100000 + sec1, 0o600)):
        put(name, data)
        os.chmod(os.path.join(TOP, name), mode)


def signing():
    private_keys()
    for key in (*HASHES, "pkcs8", "parameters", "text", "crlf", "with", "m400", "compressed"):
        sign("signed", "with " + key, key)
    for key in ("k1", "ed", "rsa2048", "explicit", "two", "der", "empty", "cut", "public", "m640", "m604", "m620", "large", "missing"):
        sign(3, "with " + key, key)
    for key in ("locked", "old"):
        sign("signed", key + " and its passphrase", key, words=("--passphrase", "{top}/word"))
        sign("signed", key + " and its passphrase without a line end", key, words=("--passphrase", "{top}/bare"))
        for word in ("wrong", "open", "none", "missing"):
            sign(3, key + " and a passphrase that is " + word, key, words=("--passphrase", "{top}/" + word))
        sign(3, key + " without a passphrase", key)
    # Models.
    odd = {"a:0:4": b"1", "\u00e9.txt": b"2", "e\u0301.txt": b"3", '"\\\n\x7f': b"4", "\uff61": b"5", "\U0001f600": b"6", " ": b"7", "A": b"8", "a": b"9", "a/b": b"", "a-b": b"", "%00": b"0", ".x": b""}
    del odd["a"]
    sign("signed", "odd names", model=odd, listed=sorted(odd))
    nested = dict(MODEL, **{".git/HEAD": b"x", "weights/.git/HEAD": b"x", ".gitmodules": b"x", "weights/.gitignore": b"x", ".gitignore": b"x", ".github/a.yml": b"x", ".gitattributes": b"x"})
    sign("signed", "git", model=nested, listed=sorted([*MODEL, "weights/.git/HEAD", ".gitmodules", "weights/.gitignore"]))
    sign("signed", "one file", path="{case}/model/README.md", listed=["README.md"])
    sign("signed", "a linked folder", path="{case}/l", beside={"l": link("model")}, listed=sorted(MODEL))
    for name, more in (("link", {"x": link("README.md")}), ("link to a folder", {"x": link("weights")}), ("FIFO", {"x": FIFO})):
        sign(3, name, model=dict(MODEL, **more))
    sign(3, "not UTF-8", model=dict(MODEL, **{"x\udcff": b"x"}))
    sign(3, "empty", model={"none/": None})
    sign(3, "git only", model={".git/HEAD": b"x", ".gitignore": b"x"})
    sign(3, "missing", path="{case}/gone")
    for name in (".git/model.safetensors", ".github/modeling.py", ".gitattributes/config.json"):
        sign(2, "hidden by git", model=dict(MODEL, **{name: b"x"}))
    sign(2, "the key inside", key=None, model=dict(MODEL, **{"key.pem": content("p256.pem")}), words=("--key", "{case}/model/key.pem"), secret="key.pem")
    # Left out.
    notes = dict(MODEL, **{"notes.txt": b"x", "docs/a.md": b"x"})
    sign("signed", "without notes", model=notes, words=("--ignore", "notes.txt", "--ignore", "docs"), listed=sorted(MODEL), ignored=["notes.txt", "docs"])
    for path in ("weights", "config.json", "*", "no?es.txt", "../m", "/x", ".", "", "docs/", "docs/../weights", "./docs"):
        sign(2, "without " + path.replace("/", "_"), model=notes, words=("--ignore", path))
    # The file that is written.
    sign("signed", "inside", out="{case}/model/model.sig", ignored=["model.sig"])
    sign("signed", "deep inside", out="{case}/model/weights/model.sig", ignored=["weights/model.sig"])
    sign("signed", "in the place of another one", beside={"out.sig": good()})
    sign("signed", "by a link", beside={"out.sig": link("there.sig"), "there.sig": good()})
    sign(2, "in the place of a file", beside={"out.sig": b"precious"}, kept={"out.sig": b"precious"})
    sign(2, "in the place of a file of the model", out="{case}/model/config.json", kept={"model/config.json": MODEL["config.json"]})
    sign(2, "in the place of a folder", out="{case}/model")
    sign(2, "in the place of an empty file", beside={"out.sig": b""}, kept={"out.sig": b""})
    sign(2, "to a device", out="/dev/full")
    sign(4, "in no folder", out="{case}/none/out.sig")
    sign(2, "to standard output", out="-")
    sign(4, "with no room", limit=True)
    sign(4, "with no room for a new one", limit=True, beside={"out.sig": good()}, kept={"out.sig": good()})


def inspect_signed(program, case, folder, out):
    """What is wrong with the bundle at `out`, or None."""
    with open(out, "rb") as f:
        made = json.loads(f.read())
    payload = base64.b64decode(made["dsseEnvelope"]["payload"], validate=True)
    signature = base64.b64decode(made["dsseEnvelope"]["signatures"][0]["sig"], validate=True)
    key = case["key"] if case["key"] in HASHES else "p256"
    listed = case["listed"] or sorted(case["model"])
    ignored = sorted([".git", ".gitattributes", ".github", ".gitignore", *case["ignored"]])
    title = "README.md" if case.get("path", "").endswith("README.md") else "model"
    if case.get("path", "").endswith("/l"):
        title = json.loads(payload)["subject"][0]["name"]  # by its link or by its own name
    s = statement(resources=[entry(n, case["model"][n]) for n in listed], ignore_paths=ignored, change=put_in("subject.0.name", title))
    if json.loads(payload) != s:
        return "the statement is %s" % payload.decode()
    if payload != json.dumps(s, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() and b"\\u" not in payload:
        return "the statement is laid out otherwise: %s" % payload.decode()
    if made["verificationMaterial"] != key_material(key) or made["mediaType"] != BUNDLE + ".v0.3+json":
        return "material"
    with open(folder + "/signature", "wb") as f:
        f.write(signature)
    with open(folder + "/signed", "wb") as f:
        f.write(pae(payload))
    if subprocess.run(["openssl", "dgst", "-" + HASHES[key], "-verify", os.path.join(TOP, key + ".pub"), "-signature", folder + "/signature", folder + "/signed"],
                      stdout=subprocess.DEVNULL, check=False).returncode:
        return "openssl does not verify it"
    path = case.get("path", "{case}/model").format(case=folder)
    if subprocess.run([program, "verify", path, "-s", out, "-k", os.path.join(TOP, key + ".pub")], stdout=subprocess.DEVNULL, check=False).returncode:
        return "verify refuses it"
    return None


def no_room():
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def run_sign(program, case):
    folder = os.path.join(TOP, "signed", case["name"])
    os.makedirs(os.path.join(folder, "model"))
    lay_case(folder, dict(case, sig=("none", None)))
    if case.get("secret"):
        os.chmod(os.path.join(folder, "model", case["secret"]), 0o600)
    out = case["out"].format(case=folder)
    before = os.listdir(folder)
    words = [w.format(top=TOP, case=folder) for w in case["words"]]
    if case["key"]:
        words += ["--key", os.path.join(TOP, case["key"] + ".pem")]
    path = case.get("path", "{case}/model").format(case=folder)
    ran = subprocess.run([program, "sign", path, "-o", out, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=60,
                         preexec_fn=no_room if case.get("limit") else None)
    said = ran.stderr.decode(errors="replace").strip()[:200]
    if ran.returncode != (0 if case["wanted"] == "signed" else case["wanted"]):
        return "%s: exit %d, wanted %s (%s)" % (case["name"], ran.returncode, case["wanted"], said)
    if case["wanted"] == "signed":
        wrong = inspect_signed(program, case, folder, out)
        return "%s: %s" % (case["name"], wrong) if wrong else None
    if ran.returncode and not said:
        return "%s: says nothing" % case["name"]
    for name, data in case.get("kept", {}).items():
        with open(os.path.join(folder, name), "rb") as f:
            if f.read() != data:
                return "%s: %s is changed" % (case["name"], name)
    left = sorted(set(os.listdir(folder)) - set(before))
    return "%s: left %s behind" % (case["name"], left) if left else None


def interrupted(program):
    """Ended while it works: what stood there stands there still, and nothing beside it."""
    folder = os.path.join(TOP, "interrupted")
    lay(folder + "/model/m.bin", ("sparse", 64 << 30))
    lay(folder + "/out.sig", good())
    before = sorted(os.listdir(folder))
    for number in (signal.SIGTERM, signal.SIGKILL):
        ran = subprocess.Popen([program, "sign", folder + "/model", "-o", folder + "/out.sig", "--key", os.path.join(TOP, "p256.pem")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.2)
        ran.send_signal(number)
        if ran.wait(20) != -number:
            return ["interrupted: it was done before signal %d, or ended by itself" % number]
    with open(folder + "/out.sig", "rb") as f:
        kept = f.read() == good()
    return [] if kept and sorted(os.listdir(folder)) == before else ["interrupted: the old signature is changed, or something is left"]


# ---- The comparison ---------------------------------------------------------------------------------------


def lay(path, data):
    kind, value = data if isinstance(data, tuple) else (None, data)
    if kind == "none":
        return
    if path.endswith("/"):
        os.makedirs(path, exist_ok=True)
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if kind == "link":
        os.symlink(value, path)
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "hard":
        os.link(os.path.join(os.path.dirname(path), value), path)
    elif kind == "sparse":
        with open(path, "wb") as f:
            f.truncate(value)
    else:
        with open(path, "wb") as f:
            f.write(value)


def lay_case(folder, case):
    late = []
    for name, data in case.get("beside", {}).items():
        lay(os.path.join(folder, name), data)
    for name, data in case["model"].items():
        if isinstance(data, tuple) and data[0] == "hard":
            late.append((name, data))
        else:
            lay(os.path.join(folder, "model", name), data)
    for name, data in late:
        lay(os.path.join(folder, "model", name), data)
    if case.get("sig_in_model"):
        lay(os.path.join(folder, "model", case["sig_in_model"]), case["sig"][case["sig_in_model"]])
        return os.path.join(folder, "model", case["sig_in_model"])
    if case.get("sig_folder"):
        os.makedirs(os.path.join(folder, "sig"))
    else:
        lay(os.path.join(folder, "sig"), case["sig"])
    return os.path.join(folder, "sig")


def compare(program, case):
    folder = os.path.join(TOP, "cases", case["name"])
    os.makedirs(folder)
    signature = lay_case(folder, case)
    words = [w.format(top=TOP, case=folder) for w in case["words"]]
    if not case.get("no_signature"):
        words += ["--signature", signature]
    path = case.get("path", "{case}/model").format(case=folder)
    ran = subprocess.run([program, "verify", "--format", "json", path, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=60)
    wanted = case["cls"]
    if isinstance(wanted, int):
        return None if ran.returncode == wanted else "%s: exit %d, wanted %d (%s)" % (case["name"], ran.returncode, wanted, ran.stderr.decode(errors="replace").strip()[:200])
    try:
        safety = json.loads(ran.stdout)["safety"]
        told = {f["rule"] for f in safety["findings"]}
        verdict = safety["verdict"]
    except (ValueError, KeyError) as e:
        return "%s: exit %d without an answer (%s; %s)" % (case["name"], ran.returncode, e, ran.stderr.decode(errors="replace").strip()[:200])
    fits = verdict in ("danger", "limit", "malformed") if wanted == "refused" else verdict == wanted
    if fits and ran.returncode == EXITS[verdict] and (not case["rule"] or case["rule"] in told):
        return None
    return "%s: %s (exit %d), wanted %s %s; told %s" % (case["name"], verdict, ran.returncode, wanted, case["rule"] or "", " ".join(sorted(told)) or "nothing")


# ---- Rounds ---------------------------------------------------------------------------------------------------

PIECES = ["a", "B", "0", ":", ".", " ", "-", "_", "é", "e\u0301", "\u4e2d", "\U0001f600", "%", "\\", '"', "\n", "~", "\u202e", "'", "$", "{", "*", "?", "["]
ROUNDS = 40


def random_name(rng):
    while True:
        name = "/".join("".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 9))) for _ in range(rng.choice([1, 1, 1, 2, 3])))
        if not any(part in (".", "..") for part in name.split("/")):
            return name


def damage(rng, folder, names):
    """One change of the model; what was done."""
    name = rng.choice(names)
    path = os.path.join(folder, name)
    way = rng.choice(["content", "add", "remove", "rename", "link", "folder"])
    if way == "content":
        with open(path, "rb") as f:
            data = bytearray(f.read())
        if data and rng.random() < 0.7:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        else:
            data += b"\0"
        with open(path, "wb") as f:
            f.write(data)
    elif way == "add":
        with open(os.path.join(os.path.dirname(path), "added"), "wb"):
            pass
    elif way == "remove":
        os.remove(path)
    elif way == "rename":
        os.rename(path, path + "x")
    elif way == "link":
        os.rename(path, folder + ".moved")
        os.symlink(folder + ".moved", path)
    else:
        os.remove(path)
        os.mkdir(path)
    return way


def round_trip(program, number):
    """A model with odd names is signed and verified; with one change it is refused."""
    rng = random.Random(number)
    folder = os.path.join(TOP, "rounds", str(number), "model")
    os.makedirs(folder)
    names = []
    for _ in range(rng.randrange(1, 20)):
        name = random_name(rng)
        path = os.path.join(folder, name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "xb") as f:
                f.write(rng.randbytes(rng.choice([0, 1, 100, 5000])))
        except OSError:
            continue  # a file where a folder should be, or the same name again
        names.append(name)
    out = rng.choice([folder + ".sig", folder + "/model.sig"])
    key = rng.choice(list(HASHES))

    def call(*words):
        return subprocess.run([program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, timeout=60)
    ran = call("sign", folder, "-o", out, "--key", os.path.join(TOP, key + ".pem"), "--threads", str(rng.randrange(1, 5)))
    if ran.returncode:
        return "round %d: not signed: %s" % (number, ran.stderr.decode(errors="replace"))
    words = ("verify", folder, "-s", out, "-k", os.path.join(TOP, key + ".pub"))
    if call(*words).returncode:
        return "round %d: not verified" % number
    way = damage(rng, folder, names)
    code = call(*words).returncode
    return None if code == 1 else "round %d: exit %d after: %s" % (number, code, way)


def main():
    make_keys()
    for make in (keys, bundles, statements, signatures, certificates, keyless, files, shards, odd_files, caches, signing):
        make()
    with ThreadPoolExecutor(2) as pool:
        faults = [f for f in pool.map(lambda case: compare(sys.argv[1], case), CASES) if f]
        faults += [f for f in pool.map(lambda case: run_sign(sys.argv[1], case), SIGNED) if f]
        faults += [f for f in pool.map(lambda number: round_trip(sys.argv[1], number), range(ROUNDS)) if f]
    faults += interrupted(sys.argv[1])
    for fault in faults[:40]:
        print("signatures: " + fault)
    print("signatures: %d verified, %d signed, %d rounds, %d not as wanted" % (len(CASES), len(SIGNED) + 1, ROUNDS, len(faults)))
    subprocess.run(["rm", "-rf", TOP], check=False)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
