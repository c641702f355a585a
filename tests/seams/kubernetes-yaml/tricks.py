"""Writes a file for each trick of YAML into the folder that is given: what kubectl reads is what a cluster gets, and
other readers read something else."""

import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1])
folder.mkdir()
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\nspec: {hostPID: true}\n"
ONE = POD % "one"
TWO = POD % "two"


def write(name, text):
    data = text if isinstance(text, bytes) else text.encode()
    (folder / f"{name}.yaml").write_bytes(data)


# Plain scalars, as values and as keys.
SCALARS = """y Y yes Yes YES yEs n N no No NO on On ON oN off Off OFF true True TRUE tRUE false False FALSE ~ null Null
NULL nULL 0 -0 +0 00 08 09 010 0777 0o17 0O17 -0o17 0x1F 0X1f -0xff 0xg 0b11 0B11 -0b11 0b2 1_000 1__0 _1 1_ 0x_ff
1:30 1:30:15 190:20:30.15 01:02 12:60 1. .5 -.5 +.5 . .. ... 1e3 1E3 1e+3 1.5e-3 1e 1e400 -1e400 .inf -.inf +.inf .Inf
.INF .iNF .nan .NaN .NAN inf nan NaN 9223372036854775807 9223372036854775808 18446744073709551615
18446744073709551616 -9223372036854775808 -9223372036854775809 123456789012345678901234567890 0.1 1.0 100000000000000000000.0
2001-12-14 2001-12-14T21:59:43Z 1.2.3 1,000 - -- = << ! 0x 0b 0o +1 -1 1e1_0 1_0.5 0.1_5 0_8 0_7 07_7 0xFFFFFFFFFFFFFFFF
0777777777777777777777 -010 +010 +0x10 1.e5 .e5 é ０ １""".split()
for number, scalar in enumerate(SCALARS):
    write(f"value-{number:03}", f"{HEAD}data:\n  value: {scalar}\n  list: [{scalar}, x]\n")
    # A number with a fraction, an exponent or too many digits gets another form as a key, such as 1e+10, which names
    # no field of any object.
    if not re.fullmatch(r"[-+]?(\.(inf|nan)|[0-9_.]*[.eE][-+0-9_.eE]*|[0-9]{19,})", scalar, re.IGNORECASE):
        write(f"key-{number:03}", f"{HEAD}data:\n  {scalar}: x\n")

TAGGED = ["!!str yes", "!!str 1", "!!str", "!!bool yes", "!!bool y", "!!bool 'true'", "!!bool maybe", "!!int 010",
          "!!int '08'", "!!int 1.5", "!!float 1", "!!float '1'", "!!null x", "!!null ''", "!!null", "!!binary aGk=",
          "!!binary '*'", "!!timestamp 2001-12-14", "!!timestamp '2001-12-14'", "!!seq [a]", "!!map {a: b}", "!!set {a, b}",
          "!!omap [a: b]", "!!pairs [a: b]", "!local yes", "!local 'yes'", "! yes", "! 1", "!<tag:yaml.org,2002:bool> yes",
          "!<tag:yaml.org,2002:str> yes", "!!merge a", "!!value a", "!!unknown a", "!!python/object:os.system x",
          "!!str [a]", "!!map [a]", "!!seq {a: b}", "!!str {a: b}", "!!bool [a]"]
for number, tagged in enumerate(TAGGED):
    write(f"tagged-{number:02}", f"{HEAD}data:\n  value: {tagged}\n")
    write(f"tagged-key-{number:02}", f"{HEAD}data:\n  ? {tagged}\n  : x\n")

# Each of these hides or shows that a pod shares the node's processes.
SPECS = {
    "anchor": "x: &a {hostPID: true}\nspec: *a",
    "anchor-redefined": "x: &a false\ny: &a true\nspec: {hostPID: *a}",
    "anchor-on-key": "spec: {&a hostPID : true, b: *a}",
    "alias-as-key": "x: &a hostPID\nspec: {*a : true}",
    "alias-to-itself": "spec: &a {hostPID: true, x: *a}",
    "merge": "x: &a {hostPID: true}\nspec: {<<: *a}",
    "merge-own-wins": "x: &a {hostPID: true}\nspec: {<<: *a, hostPID: false}",
    "merge-own-wins-before": "x: &a {hostPID: true}\nspec: {hostPID: false, <<: *a}",
    "merge-list": "x: &a {hostPID: true}\ny: &b {hostPID: false}\nspec: {<<: [*a, *b]}",
    "merge-list-other": "x: &a {hostPID: true}\ny: &b {hostPID: false}\nspec: {<<: [*b, *a]}",
    "merge-twice": "x: &a {hostPID: true}\ny: &b {hostPID: false}\nspec:\n  <<: *a\n  <<: *b",
    "merge-twice-other": "x: &a {hostPID: true}\ny: &b {hostPID: false}\nspec:\n  <<: *b\n  <<: *a",
    "merge-inline": "spec: {<<: {hostPID: true}}",
    "merge-nested": "x: &a {hostPID: true}\ny: &b {<<: *a}\nspec: {<<: *b}",
    "merge-of-text": "spec: {<<: hostPID}",
    "merge-of-list-of-text": "spec: {<<: [hostPID]}",
    "merge-of-null": "spec: {<<: , hostPID: true}",
    "merge-quoted": "x: &a {hostPID: true}\nspec: {\"<<\": *a}",
    "merge-tagged": "x: &a {hostPID: true}\nspec: {!!merge <<: *a}",
    "merge-tagged-str": "x: &a {hostPID: true}\nspec: {!!str <<: *a}",
    "merge-explicit": "x: &a {hostPID: true}\nspec:\n  ? <<\n  : *a",
    "merge-at-the-top": "x: &a {spec: {hostPID: true}}\n<<: *a",
    "merge-of-the-kind": "x: &a {metadata: {name: b}}\n<<: *a",
    "explicit-key": "spec:\n  ? hostPID\n  : true",
    "explicit-key-quoted": "spec:\n  ? \"host\\x50ID\"\n  : true",
    "explicit-key-long": "spec:\n  ? >-\n    hostPID\n  : true",
    "explicit-key-without-value": "spec: {? hostPID}",
    "complex-key": "spec: {hostPID: true, [a, b]: c}",
    "complex-key-map": "spec: {hostPID: true, {a: b}: c}",
    "null-key": "spec: {hostPID: true, ~: x}",
    "empty-key": "spec: {hostPID: true, : x}",
    "number-key": "spec: {1: a, 1.5: b, true: c, hostPID: true}",
    "number-keys-equal": "spec: {1: a, '1': b}",
    "keys-equal-as-text": "spec: {true: a, 'true': b, yes: c}",
    "duplicate": "spec: {hostPID: false, hostPID: true}",
    "duplicate-other": "spec: {hostPID: true, hostPID: false}",
    "duplicate-escaped": "spec: {hostPID: false, \"host\\u0050ID\": true}",
    "duplicate-top": "spec: {hostPID: false}\nspec: {hostPID: true}",
    "duplicate-nested": "spec: {a: {b: 1}, a: {c: 2}}",
    "case": "spec: {hostpid: true}\nSpec: {hostPID: false}",
    "flow-json": "spec: {\"hostPID\":true}",
    "flow-glued": "spec: {hostPID:true}",
    "flow-glued-quoted": "spec: {'hostPID':true}",
    "flow-comma": "spec: {hostPID: true,}",
    "flow-commas": "spec: {hostPID: true,,}",
    "flow-pair": "spec: {a: [hostPID: true]}",
    "flow-over-lines": "spec: {\nhostPID\n: true}",
    "flow-multiline": "spec: {host\n PID: true}",
    "flow-comment": "spec: {a: b #, hostPID: false}\n  , hostPID: true}",
    "flow-colon-first": "spec: {a: :b, hostPID: true}",
    "flow-question": "spec: {a: b?c, ?d: e, hostPID: true}",
    "comment-glued": "spec: {hostPID: true#c\n  }",
    "comment-after-quote": "spec: {a: 'b'#c\n, hostPID: true}",
    "tab-before-value": "spec:\n  hostPID:\ttrue",
    "tab-indent": "spec:\n\thostPID: true",
    "tab-after-dash": "spec:\n  a:\n  -\tb",
    "tab-in-flow": "spec: {\n\thostPID: true}",
    "tab-blank-line": "spec:\n  a: b\n\t\n  hostPID: true",
    "list-at-key": "spec:\n  a:\n  - b\n  hostPID: true",
    "list-in-list": "spec:\n  a:\n  - - b\n    - c\n  hostPID: true",
    "block": "spec:\n  a: |\n    hostPID: false\n  hostPID: true",
    "block-indicator": "spec:\n  a: |2\n      hostPID: false\n  hostPID: true",
    "block-indicator-zero": "spec:\n  a: |0\n    b\n  hostPID: true",
    "block-keep": "spec:\n  a: |+\n    b\n\n  hostPID: true",
    "block-comment": "spec:\n  a: | # c\n    b\n  hostPID: true",
    "block-comment-glued": "spec:\n  a: |# c\n    b\n  hostPID: true",
    "block-less": "spec:\n  a: |\n   b\n  hostPID: true",
    "block-tab": "spec:\n  a: |\n    b\n  \tc\n  hostPID: true",
    "block-empty": "spec:\n  a: |\n  hostPID: true",
    "block-more-blank": "spec:\n  a: |\n       \n    b\n  hostPID: true",
    "folded": "spec:\n  a: >\n    b\n    c\n\n     d\n  hostPID: true",
    "plain-multiline": "spec:\n  a: b\n    hostPID\n  hostPID: true",
    "plain-multiline-colon": "spec:\n  a: b\n    c: d\n  hostPID: true",
    "plain-hash": "spec:\n  a: b#c\n  hostPID: true",
    "plain-at": "spec:\n  a: @b\n  hostPID: true",
    "plain-backtick": "spec:\n  a: `b\n  hostPID: true",
    "plain-percent": "spec:\n  a: %b\n  hostPID: true",
    "plain-percent-line": "spec:\n  hostPID: true\n%a: b",
    "plain-dash": "spec:\n  a: -b\n  c: - d\n  hostPID: true",
    "plain-trailing-colon": "spec:\n  a: b:\n  hostPID: true",
    "plain-url": "spec:\n  a: http://b\n  hostPID: true",
    "double-escapes": "spec:\n  a: \"\\0\\a\\e\\N\\_\\L\\P\\x41\\u0041\\U00000041\\/\\ \\\tb\"\n  hostPID: true",
    "double-escape-unknown": "spec:\n  a: \"\\q\"\n  hostPID: true",
    "double-surrogates": "spec:\n  a: \"\\ud83d\\ude00\"\n  hostPID: true",
    "double-lone-surrogate": "spec:\n  a: \"\\ud83d\"\n  hostPID: true",
    "double-large": "spec:\n  a: \"\\U00110000\"\n  hostPID: true",
    "double-fold": "spec:\n  a: \"b \\\n    c\n\n    d\"\n  hostPID: true",
    "double-less": "spec:\n  a: \"b\n c\"\n  hostPID: true",
    "double-unindented": "spec:\n  a: \"b\nc\"\n  hostPID: true",
    "single-quotes": "spec:\n  a: 'it''s'\n  hostPID: true",
    "single-separator": "spec:\n  a: 'b\n---\n  '\n  hostPID: true",
    "keys-of-a-kilobyte": f"spec:\n  {'a' * 1025}: b\n  hostPID: true",
    "key-over-lines": "spec:\n  \"a\n   b\": c\n  hostPID: true",
    "keys-one-line": "spec: a: b",
    "quoted-key-glued": "spec:\n  \"hostPID\":true",
    "indent-less": "spec:\n   a: b\n  hostPID: true",
    "indent-more": "spec:\n  a: b\n   hostPID: true",
    "comment-line-in-plain": "spec:\n  a: b\n  # c\n    d\n  hostPID: true",
    "null-spec": "spec:",
    "long-line": f"spec:\n  a: '{'x' * 70000}'\n  hostPID: true",
    "conflict": "<<<<<<< a\nspec: {hostPID: false}\n=======\nspec: {hostPID: true}\n>>>>>>> b",
}
for name, spec in SPECS.items():
    write(f"spec-{name}", f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\n{spec}\n")

# How documents are told apart.
BETWEEN = {
    "plain": "---\n", "blank": "--- \n", "tab": "---\t\n", "comment": "--- # c\n", "comment-glued": "---# c\n",
    "glued": "---a: b\n", "content": "--- {a: b}\n", "tag": "--- !!map\n", "anchor": "--- &a\n", "block": "--- |\n",
    "four": "----\n", "four-comment": "---- # c\n", "two": "--\n", "indented": " ---\n", "crlf": "---\r\n", "cr": "---\r",
    "end": "...\n", "end-start": "...\n---\n", "end-comment": "... # c\n", "end-content": "... a\n", "end-glued": "...a: b\n",
    "end-end": "...\n...\n", "start-start": "---\n---\n", "empty": "\n\n\n", "mark": "\ufeff---\n", "mark-after": "---\ufeff\n",
    "mark-alone": "\ufeff\n", "directive": "...\n%YAML 1.2\n---\n", "directive-11": "...\n%YAML 1.1\n---\n",
    "directive-13": "...\n%YAML 1.3\n---\n", "directive-2": "...\n%YAML 2.0\n---\n", "directive-without-end": "%YAML 1.1\n---\n",
    "directive-tag": "...\n%TAG ! tag:yaml.org,2002:\n---\n", "directive-unknown": "...\n%X y\n---\n", "nel": "\u0085---\u0085",
    "ls": "\u2028---\u2028", "ps": "\u2029---\n", "form-feed": "\f---\n", "vertical-tab": "\v---\n", "nbsp": "---\u00a0\n",
    "em-space": "---\u2003\n", "nul": "---\0\n", "json": "---\n{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}\n---\n",
    "null": "---\nnull\n---\n", "scalar": "---\ntext\n---\n", "list": "---\n- a\n---\n", "only-comment": "---\n# c\n---\n",
}
for name, between in BETWEEN.items():
    write(f"between-{name}", ONE + between + TWO)
    write(f"before-{name}", between + ONE)
    write(f"after-{name}", ONE + between)

FILES = {
    "bom": b"\xef\xbb\xbf" + ONE.encode(), "boms": b"\xef\xbb\xbf" * 2 + ONE.encode(), "crlf": ONE.replace("\n", "\r\n"),
    "cr": ONE.replace("\n", "\r"), "mixed": ONE.replace("\n", "\r\n", 1), "nel": ONE.replace("\n", "\u0085"),
    "nel-in-plain": ONE + "x: a\u0085y: b\n", "ls-in-plain": ONE + "x: a\u2028y: b\n",
    "ls-in-quotes": ONE + "x: 'a\u2028y: b'\n", "ls-in-comment": ONE + "# c\u2028x: y\n", "nbsp-indent": ONE + "x:\n\u00a0\u00a0y: z\n",
    "nbsp-before-colon": ONE + "x\u00a0: y\n", "fullwidth": ONE + "x： y\n", "bom-inside": ONE + "x\ufeff: y\n",
    "bom-in-value": ONE + "x: \ufeffy\n", "bom-before-key": ONE + "\ufeffx: y\n", "no-newline": ONE.rstrip(),
    "nul-at-end": ONE + "\0", "utf16-le": ("\ufeff" + ONE).encode("utf-16-le"), "utf16-be": ("\ufeff" + ONE).encode("utf-16-be"),
    "utf16-le-bare": ONE.encode("utf-16-le"), "utf32": ("\ufeff" + ONE).encode("utf-32-le"), "latin": ONE.encode() + b"x: \xe9\n",
    "overlong": ONE.encode() + b"x: \xc0\xaf\n", "surrogate": ONE.encode() + b"x: \xed\xa0\x80\n", "non-character": ONE + "x: \uffff\n",
    "private": ONE + "x: \U0010ffff\n", "escape": ONE + "x: \x1b\n", "delete": ONE + "x: \x7f\n", "c1": ONE + "x: \x9b\n",
    "list": "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n",
    "pod-list": "apiVersion: v1\nkind: PodList\nitems:\n- {metadata: {name: a}}\n- {kind: Pod, metadata: {name: b}}\n- {apiVersion: v1, metadata: {name: c}}\n",
    "role-list": "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems:\n- {metadata: {name: a}, rules: []}\n",
    "list-of-lists": "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: PodList\n  items:\n  - {metadata: {name: a}}\n",
    "list-odd": "apiVersion: v1\nkind: Odd\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n",
    "list-empty": "apiVersion: v1\nkind: List\nitems: []\n", "list-null": "apiVersion: v1\nkind: List\nitems:\n",
    "list-map": "apiVersion: v1\nkind: List\nitems: {a: {apiVersion: v1, kind: Pod}}\n", "list-of-text": "apiVersion: v1\nkind: List\nitems: [a]\n",
    "list-untyped": "apiVersion: v1\nkind: List\nitems:\n- {metadata: {name: a}}\n", "config-map-items": HEAD + "items: [{apiVersion: v1, kind: Pod}]\n",
    "json": '{"apiVersion": "v1", "kind": "Pod", "spec": {"hostPID": true}}', "json-two": '{"apiVersion": "v1", "kind": "Pod"}\n{"apiVersion": "v1", "kind": "Pod", "x": 1}\n',
    "json-glued": '{"apiVersion": "v1", "kind": "Pod"}{"apiVersion": "v1", "kind": "Pod", "x": 1}',
    "json-then-yaml": '{"apiVersion": "v1", "kind": "Pod"}\n---\n' + ONE, "yaml-then-json": ONE + '---\n{"apiVersion": "v1", "kind": "Pod"}\n',
    "json-two-then-yaml": '{"apiVersion": "v1", "kind": "Pod"}{"apiVersion": "v1", "kind": "Pod"}\n---\n' + ONE,
    "json-comment": '{"apiVersion": "v1", "kind": "Pod" # c\n}', "json-block-comment": '{"apiVersion": "v1", /* c */ "kind": "Pod"}',
    "json-trailing-comma": '{"apiVersion": "v1", "kind": "Pod",}', "json-single": "{'apiVersion': 'v1', 'kind': 'Pod', 'x': yes}",
    "json-yes": '{"apiVersion": "v1", "kind": "Pod", "x": yes}', "json-duplicate": '{"apiVersion": "v1", "kind": "Pod", "x": 1, "x": 2}',
    "json-tabs": '{\n\t"apiVersion": "v1",\n\t"kind": "Pod"\n}', "json-escape": '{"apiVersion": "v1", "kind": "Po\\u0064", "x": "\\/\\ud83d\\ude00"}',
    "json-large-number": '{"apiVersion": "v1", "kind": "Pod", "x": 18446744073709551616, "y": 1.0, "z": 1e2}',
    "json-bom": '\ufeff{"apiVersion": "v1", "kind": "Pod"}', "json-array": '[{"apiVersion": "v1", "kind": "Pod"}]', "json-then-text": '{"apiVersion": "v1", "kind": "Pod"}\ntext\n',
    "json-leading-blank": '\n\n  {"apiVersion": "v1", "kind": "Pod", "x": yes}\n', "json-case": '{"apiVersion": "v1", "kind": "Pod", "Kind": "Job", "spec": {}, "SPEC": {"hostPID": true}}',
    "yaml-case": "apiVersion: v1\nkind: Pod\nKind: Job\nSpec: {hostPID: true}\n", "empty": "", "only-comment": "# a\n", "text": "text\n", "number-kind": "apiVersion: v1\nkind: 1\n",
    "number-version": "apiVersion: 1\nkind: Pod\n", "no-kind": "apiVersion: v1\nspec: {hostPID: true}\n", "null-kind": "apiVersion: v1\nkind: ~\n",
    "key-order": "spec: {hostPID: true}\nkind: Pod\nmetadata: {name: a}\napiVersion: v1\n", "quoted-kind": "\"apiVersion\": 'v1'\n? kind\n: \"P\\x6fd\"\n",
    "template-comment": "# {{ if }}\n" + ONE, "many": "".join(f"---\n{POD % ('p' + str(n))}" for n in range(50)),
}
for name, text in FILES.items():
    write(f"file-{name}", text)
