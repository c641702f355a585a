"""Prints the schema of a custom resource definition's only version as a cluster applies it: a field that is
not in it is refused."""

import json
import sys

from ruamel.yaml import YAML


def closed(schema):
    if "properties" in schema:
        schema.setdefault("additionalProperties", False)
        for inner in schema["properties"].values():
            closed(inner)
    if "items" in schema:
        closed(schema["items"])
    return schema


definition = YAML(typ="safe").load(open(sys.argv[1]))
(version,) = definition["spec"]["versions"]
assert (definition["spec"]["group"], version["name"]) == ("openreports.io", "v1alpha1")
schema = closed(version["schema"]["openAPIV3Schema"])
schema["properties"]["kind"]["const"] = definition["spec"]["names"]["kind"]
schema["properties"]["apiVersion"]["const"] = "openreports.io/v1alpha1"
schema["required"] = ["apiVersion", "kind", "metadata"]
print(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}))
