"""Writes a repository whose names and values are markup, commands and mentions."""

import json
import os
import sys

EVIL = [
    "![p](http:··track.example·p.png)",
    "<img src=x onerror=alert(1)>",
    "@octocat",
    "[x](javascript:y)",
    "www.track.example",
    "a@track.example",
    "#1 octo·repo#2 GH-3",
    "| b \\| c",
    "`@octocat` ``x",
    "\n::error::x",
    "##[error]y ##vso[z]",
    "</details><script>alert(1)</script>",
    "\u001b[31m\u202e\ufffe\u0000",
    "~~s~~ *e* **b** $q$ :octocat: &copy; \\",
    "0123456789abcdef0123456789abcdef01234567",
    "```\n# head\n",
]

root = sys.argv[1]
os.makedirs(root)
for number, evil in enumerate(EVIL):
    real = evil.replace("·", "/")
    file = evil.replace("/", "·").replace("\0", "").replace("\n", "\n") + ".yaml"
    with open(os.path.join(root, file), "w") as out:
        # JSON is YAML, and it spells out what YAML could not hold.
        container = {"name": real, "image": real, "env": [{"name": real, "value": "x"}], "securityContext": {"privileged": True}}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": real, "namespace": real}}
        pod["spec"] = {"hostPID": True, "containers": [container]}
        out.write(json.dumps(pod, indent=1))
    with open(os.path.join(root, f"broken {file}"), "w") as out:
        out.write(f"{real}: [\n")
