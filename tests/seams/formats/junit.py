"""Reads a report with a reader of JUnit, and holds its counts against the lines of the jsonl report."""

import json
import sys

import junitparser

report = junitparser.JUnitXml.fromfile(sys.argv[1])
lines = [json.loads(line) for line in open(sys.argv[2])]
summary = lines.pop()
assert summary["type"] == "summary" and summary["complete"], summary
ranks = ["low", "medium", "high", "critical"]
threshold = ranks.index(summary["fail_on"])
failing, broken = set(), set()
for line in lines:
    if line["type"] == "error":
        broken.add(line["location"]["path"])
    elif line["status"] == "open" and ranks.index(line["severity"]) >= threshold:
        failing.add((line["location"]["path"], line["rule"]))
cases = [(suite, case) for suite in report for case in suite]
results = [result for _, case in cases for result in case.result]
assert (report.tests, report.failures, report.errors) == (
    len(cases),
    sum(isinstance(result, junitparser.Failure) for result in results),
    sum(isinstance(result, junitparser.Error) for result in results),
)
assert report.tests > 100, report.tests
assert report.failures == len(failing), (report.failures, len(failing))
assert report.errors == len(broken), (report.errors, broken)
