"""Holds what gatecheck sees of files against what kubectl would send: KUBECTL, the lines of the Go program; REPORT, a
report of gatecheck; SEEN, what `gatecheck input` shows of the files that it takes.

Whatever kubectl would send, gatecheck sees the same value of, in the same order; or it refuses the file, or it says
that keys are written twice. It may see more."""

import json
import sys

kubectl, report, documents = sys.argv[1:]
seen = {}
for document in json.load(open(documents)):
    file = document.pop("__gatecheck")["file"]["path"]
    seen.setdefault(file, []).append(document)
report = json.load(open(report))
refused = {error["location"]["path"] for error in report["errors"]}
duplicates = {it["location"]["path"] for it in report["findings"] if it["rule"] == "gatecheck/duplicate-key"}


def typed(value):
    """The value such that no two of different types are equal; numbers are equal however they are written."""
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # A cluster keeps numbers beyond 64 bits as doubles.
        return ("number", value if abs(value) < 2**53 else float(value))
    return (type(value).__name__, value)


def sent(object):
    """Whether a cluster would take the object: one without a type is refused."""
    return isinstance(object, dict) and all(object.get(key) for key in ("apiVersion", "kind"))


def missing(wanted, seen):
    """The first of the wanted that is not among the seen, in their order."""
    seen = iter(seen)
    for one in wanted:
        if all(one != other for other in seen):
            return one
    return None


wrong, same, stricter, told = [], 0, 0, 0
for line in open(kubectl):
    reading = json.loads(line)
    file = reading["file"]
    if file in refused:
        stricter += bool(reading["objects"])
        continue
    if file in duplicates:
        told += 1
        continue
    shown = seen.get(file, [])
    lost = missing([typed(object) for object in reading["objects"] if sent(object)], [typed(document) for document in shown])
    if lost is None:
        same += len(reading["objects"])
    else:
        wrong.append(f"{file}:\n  kubectl {json.dumps(reading['objects'])[:600]}\n  gatecheck {json.dumps(shown)[:600]}")
print(f"{same} objects are the same, {stricter} files that kubectl takes are refused, {told} have keys written twice")
print("\n".join(wrong))
# A comparison of nothing would find nothing.
sys.exit(1 if wrong or same < 200 or told < 3 else 0)
