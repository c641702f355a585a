"""What `check` asks of the reports in its folder, beyond what the validator counts as an error.

judge.py wrong GOOD BAD           spoils a report in ways that must be found
judge.py judge                    reads each report and what the validator said about it
judge.py summary REPORT SUMMARY   holds the results against the independent reader's summary
"""

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

# Advice that we do not follow, each with the reason.
ACCEPTED = {
    "SARIF2002": "messages have their text in place; identifiers would hide it from code scanning",
    "SARIF2003": "a report says nothing of the machine or the commit, so that it is the same everywhere",
    "SARIF2005": "there is no page of the tool to name",
    "SARIF2009": "rules have names, not numbers",
    "SARIF2010": "a snippet could be a secret",
    "SARIF2011": "a snippet could be a secret",
    "SARIF2012": "what gatecheck says of itself has no page of its own",
}

# The limits of code scanning.
GZIP_BYTES, RESULTS, TAGS, NAME, DESCRIPTION = 10_000_000, 5_000, 10, 255, 1_024


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def wrong(good, bad):
    log = read(good)
    run = log["runs"][0]
    del run["results"][0]["locations"]
    run["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    run["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "https://x.example/a"
    del run["tool"]["driver"]["rules"][0]["fullDescription"]
    Path(bad).write_text(json.dumps(log), encoding="utf-8")


def said(path):
    """What the validator said: rule, level and message of each result."""
    run = read(path)["runs"][0]
    return Counter(
        (it["ruleId"], it.get("level", "warning"), it["message"].get("id", it["message"].get("text")))
        for it in run["results"]
    )


def judge():
    spoilt = {rule for rule, level, _ in said("wrong.judged") if level == "error"}
    wanted = {"GH1003", "GH1005", "GH1015", "GH2012"}
    assert wanted <= spoilt, f"the validator finds {spoilt} instead of {wanted}"
    for path in sorted(Path().glob("*.sarif")):
        for (rule, level, message), number in said(f"{path}.judged").items():
            accepted = level != "error" and rule in ACCEPTED
            assert accepted, f"{path}: {number} times {level} {rule}: {message}"
        report(path)


def report(path):
    raw = path.read_bytes()
    assert len(gzip.compress(raw)) < GZIP_BYTES, path
    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", raw), f"{path}: a control character"
    (run,) = read(path)["runs"]
    assert isinstance(run["results"], list) and len(run["results"]) <= RESULTS, path
    assert [it["executionSuccessful"] for it in run["invocations"]] == [True], path
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"], path
    name = path.stem
    assert run["properties"]["complete"] is (name not in ("broken", "hostile")), path
    assert ("automationDetails" in run) is (name == "all"), path
    suppressed = [it for it in run["results"] if it.get("suppressions")]
    assert bool(suppressed) is (name == "all"), path
    if name == "all":
        assert run["automationDetails"]["id"] == "deploy/prod/"
    notes = [it["descriptor"]["id"] for it in run["invocations"][0]["toolExecutionNotifications"]]
    assert ("gatecheck/truncated" in notes) is (name == "short"), path
    assert ("gatecheck/unparsed" in notes) is (name in ("broken", "hostile")), path
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) > 100, f"{path}: rules that ran are missing"
    for rule in rules:
        bag = rule["properties"]
        assert isinstance(bag["security-severity"], str) and 0 < float(bag["security-severity"]) <= 10, rule["id"]
        assert "security" in bag["tags"] and len(bag["tags"]) <= TAGS, rule["id"]
        assert 0 < len(rule["name"]) <= NAME, rule["id"]
        for text in (rule["shortDescription"], rule["fullDescription"]):
            assert 0 < len(text["text"]) <= DESCRIPTION, rule["id"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert {"startLine", "startColumn", "endLine", "endColumn"} <= place["region"].keys(), result
        file = path.parent / folder(name)
        there(file, place)
        if result["ruleId"] not in ("gatecheck/unparsed", "gatecheck/policy-failed"):
            known = result["partialFingerprints"]
            # It is a hash of a hundred characters, and left out where a secret is among them.
            hashed = known.get("primaryLocationLineHash")
            assert hashed is None or re.fullmatch(r"[0-9a-f]{1,16}:[0-9]+", hashed), result
            assert len(known) > (hashed is not None), result
    hashes = [it.get("partialFingerprints", {}).get("primaryLocationLineHash") for it in run["results"]]
    assert len(run["results"]) < 10 or sum(map(bool, hashes)) > len(hashes) / 2, path
    if name == "broken":
        assert sum(it["ruleId"] == "gatecheck/unparsed" for it in run["results"]) == notes.count("gatecheck/unparsed")


def folder(name):
    return "web-shop" if name in ("rich", "all", "short") else name


def there(root, place):
    """The file that a URI names is there, and is no link; a region lies in it, columns in UTF-16."""
    uri = place["artifactLocation"]["uri"]
    parts = urlsplit(uri)
    assert not (parts.scheme or parts.netloc or parts.query or parts.fragment or uri.startswith("/")), uri
    file = bytes(root.resolve()) + b"/" + unquote_to_bytes(uri)
    file = Path(file.decode("utf-8", "surrogateescape"))
    if uri == "gatecheck.yaml" and not file.exists():
        return  # A failure of no file stands here.
    assert file.is_file() and not file.is_symlink(), uri
    text = file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.split("\n")
    region = place["region"]
    for line, column in (("startLine", "startColumn"), ("endLine", "endColumn")):
        assert 1 <= region[line] <= len(lines), (uri, region)
        units = len(lines[region[line] - 1].encode("utf-16-le")) // 2
        assert 1 <= region[column] <= units + 1, (uri, region)


def summary(report_path, summary_path):
    found = Counter(it["level"] for it in read(report_path)["runs"][0]["results"])
    text = Path(summary_path).read_text(encoding="utf-8")
    for level in ("error", "warning", "note"):
        seen = re.search(rf"^{level}: (\d+)", text, re.MULTILINE)
        assert seen and int(seen[1]) == found[level], f"{report_path}: {level}: {seen} instead of {found[level]}"


{"wrong": wrong, "judge": judge, "summary": summary}[sys.argv[1]](*sys.argv[2:])
