package gatecheck.lib.packages_test

import data.gatecheck.lib.packages
import data.gatecheck.lib.sample

_call(line) := [call.tool, call.sub, [operand.text | some operand in call.operands]] if {
	some call in packages.calls with input as sample.run([line])
}

_calls := {
	"npm install a": ["npm", "install", ["a"]],
	"npm --prefix x i --omit dev": ["npm", "i", []],
	"npm": ["npm", "", []],
	"npx -p a b c": ["npx", "", ["b", "c"]],
	"pnpx a": ["npx", "", ["a"]],
	"corepack pnpm add a": ["pnpm", "add", ["a"]],
	"yarn global add a": ["yarn", "global add", ["a"]],
	"yarn": ["yarn", "", []],
	"pip3.12 install -r a b": ["pip", "install", ["b"]],
	"python3 -W ignore -m pip install a": ["pip", "install", ["a"]],
	"$PYTHON -m pip install a": ["pip", "install", ["a"]],
	"uv pip install -- -a": ["pip", "install", ["-a"]],
	"uv tool run a": ["uv", "tool run", ["a"]],
	"uvx a b": ["uvx", "", ["a", "b"]],
	"cargo +nightly install a": ["cargo", "install", ["a"]],
	"apt-get -o A=b install -y a b": ["apt", "install", ["a", "b"]],
	"yum -y install a": ["dnf", "install", ["a"]],
	"microdnf --enablerepo x install a": ["dnf", "install", ["a"]],
	"zypper -n in --repo x a": ["zypper", "in", ["a"]],
	"go -C x env -w A=b": ["go", "env A=b", []],
}

test_calls if {
	every line, expected in _calls {
		_call(line) == expected
	}
}

test_places if {
	some call in packages.calls with input as sample.run(["python -m pip install --upgrade a"])
	call.sub_word == 3
	call.options == [4]
	call.operands == [{"word": 5, "text": "a", "literal": true}]
}

test_no_calls if {
	every line in [
		"echo npm install", "python a.py", "uv", "pipes install", "corepack enable",
		"python -m venv pip",
	] {
		calls := packages.calls with input as sample.run([line])
		count([call | some call in calls; call.tool != "uv"]) == 0
	}
}

test_options if {
	some call in packages.calls with input as sample.run(["npm i --a --b=c -- --d"])
	packages.has_option(call, {"--x", "--a"})
	packages.has_option(call, {"--b"})
	not packages.has_option(call, {"--c", "--d", "--"})
}

_copied(copy, flags) := {"stages": document.stages, "instructions": [copy, run]} if {
	document := sample.run(["npm i"])
	run := object.union(document.instructions[1], {"flags": flags})
}

_copy(args, stage) := {"cmd": "COPY", "stage": stage, "flags": {}, "args": args}

_applicability(document) := value if {
	some call in packages.calls with input as document
	value := packages.applicability(call, {"lock"}) with input as document
}

test_files if {
	_applicability(_copied(_copy(["a", "web/lock", "./"], 0), {})) == "safe"
	_applicability(_copied(_copy(["lock*", "./"], 0), {})) == "unsafe"
	_applicability(_copied(_copy(["a", "lock"], 0), {})) == "unsafe"
	_applicability(_copied(_copy(["lock", "./"], 1), {})) == "unsafe"
	_applicability(_copied(_copy(["a", "b"], 0), {"mount": ["type=bind,source=web/lock,target=lock"]})) == "safe"
	_applicability(_copied(_copy(["a", "b"], 0), {"mount": ["type=bind,source=web/lock,target=x"]})) == "unsafe"
	_applicability(_copied(_copy(["a", "b"], 0), {"mount": ["type=bind,source=a,target=lock"]})) == "unsafe"
	_applicability(sample.script(["npm i"])) == "unsafe"
}

# COPY to a folder, then a WORKDIR before or after it, then lines.
_placed(to, folders, lines) := value if {
	document := sample.run(lines)
	workdir := {
		name: {"cmd": "WORKDIR", "stage": 0, "value": folder} |
		some name, folder in folders
	}
	listed := [instruction |
		some instruction in [
			object.get(workdir, "before", null), _copy(["lock", to], 0), object.get(workdir, "after", null),
		]
		instruction != null
	]
	run := object.union(document.instructions[1], {"commands": [moved |
		some j, command in document.instructions[1].commands
		moved := object.union(command, {"at": ["instructions", count(listed), "commands", j]})
	]})
	value := _applicability(object.union(document, {"instructions": array.concat(listed, [run])}))
}

test_files_elsewhere if {
	every to in [".", "./", "lock", "./lock"] {
		_placed(to, {"before": "/app"}, ["npm i"]) == "safe"
		_placed(to, {"after": "/app"}, ["npm i"]) == "unsafe"
	}
	every to in ["/app", "/app/", "/app/lock"] {
		_placed(to, {"before": "/app"}, ["npm i"]) == "safe"
		_placed(to, {"after": "/app/"}, ["npm i"]) == "safe"
		_placed(to, {"before": "/"}, ["npm i"]) == "unsafe"
		_placed(to, {}, ["npm i"]) == "unsafe"
	}
	_placed("/", {"before": "/"}, ["npm i"]) == "safe"
	_placed("/", {}, ["npm i"]) == "unsafe"
	_placed("web/", {"before": "/app"}, ["npm i"]) == "unsafe"
	_placed("lock/", {}, ["npm i"]) == "unsafe"
	every line in ["npm --prefix web i", "npm i -C web"] {
		_placed(".", {}, [line]) == "unsafe"
	}
	_placed(".", {}, ["cd web", "npm i"]) == "unsafe"
	_placed(".", {}, ["npm i", "cd web"]) == "safe"
	parents := object.union(_copy(["web/lock", "./"], 0), {"flags": {"parents": ["true"]}})
	_applicability(_copied(parents, {})) == "unsafe"
}

_lacks(copies, flags, lines, more) if {
	document := sample.run(lines)
	last := count(copies) + 1
	run := object.union_n([document.instructions[1], {"flags": flags}, more, {"commands": [moved |
		some j, command in document.instructions[1].commands
		moved := object.union(command, {"at": ["instructions", last, "commands", j]})
	]}])
	listed := array.concat([document.instructions[0]], copies)
	whole := {
		"stages": [object.union(document.stages[0], {"instructions": numbers.range(0, last)})],
		"instructions": array.concat(listed, [run]),
	}
	found := packages.calls with input as whole
	call := found[count(found) - 1]
	packages.lacks_file(call, {"package-lock.json"}) with input as whole
}

test_no_lock_file if {
	_lacks([_copy(["package.json", "./"], 0)], {}, ["npm i"], {})
	_lacks([_copy(["package.json", ".npmrc", "./"], 0), _copy(["src", "./src"], 0)], {}, ["npm i"], {})
	_lacks([_copy(["package.json", "./"], 0)], {"mount": ["type=cache,target=/root/.npm"]}, ["npm i"], {})
	_lacks([_copy(["package.json", "yarn.lock", "/app/"], 0)], {}, ["apt-get update", "npm i"], {})
}

test_perhaps_a_lock_file if {
	every args in [
		["package.json", "package-lock.json", "./"], ["package*.json", "./"], [".", "."], ["web", "./"],
		["lock.json", "package-lock.json"], ["$FILES", "./"], ["x.tar.gz", "./"], ["src", "/app/src"],
	] {
		not _lacks([_copy(["package.json", "./"], 0), _copy(args, 0)], {}, ["npm i"], {})
	}
	workdir := {"cmd": "WORKDIR", "stage": 0, "value": "web", "flags": {}}
	not _lacks([_copy(["package.json", "./"], 0), _copy(["web", "web"], 0), workdir], {}, ["npm i"], {})
	not _lacks([], {}, ["npm i"], {})
	not _lacks([_copy(["index.js", "./"], 0)], {}, ["npm i"], {})
	copies := [_copy(["package.json", "./"], 0)]
	not _lacks(copies, {"mount": ["type=bind,target=."]}, ["npm i"], {})
	not _lacks(copies, {}, ["git clone x .", "npm i"], {})
	not _lacks(copies, {}, ["npm i x@1.2.3", "npm i"], {})
	not _lacks(copies, {}, ["cd web", "npm i"], {})
	not _lacks(copies, {}, ["npm i"], {"onbuild": true})
}
