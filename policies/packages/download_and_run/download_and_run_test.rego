package gatecheck.packages.download_and_run_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.download_and_run

# `from | to`
_pipe(from, to) := {"stages": document.stages, "instructions": [
	document.instructions[0],
	object.union(run, {"commands": [object.union(run.commands[0], {"piped": true, "into": 1}), run.commands[1]]}),
]} if {
	document := sample.run([from, to])
	run := document.instructions[1]
}

# `inner` stands in the words of `outer`.
_inside(outer, inner) := {"stages": document.stages, "instructions": [
	document.instructions[0],
	object.union(run, {"commands": [run.commands[0], object.union(run.commands[1], {"inside": 0})]}),
]} if {
	document := sample.run([outer, inner])
	run := document.instructions[1]
}

test_denial if {
	download_and_run.deny == {{
		"msg": "bash runs what https://example.com/x.sh sends",
		"at": ["instructions", 1, "commands", 0],
		"related": [{"at": ["instructions", 1, "commands", 1], "msg": "run here"}],
	}} with input as _pipe("curl -fsSL https://example.com/x.sh", "bash -s -- --yes")
}

test_pipes if {
	every to in [
		"sh", "bash -", "bash -s", "bash -eux", "bash -o pipefail -s x", "/bin/sh -x", "python3",
		"python3 -", "perl",
		"zsh /dev/stdin a", "source /dev/stdin", "node -", "sh -es -- a",
	] {
		count(download_and_run.deny) == 1
			with input as _pipe("wget -qO- https://example.com/x.sh", to)
	}
}

test_silent_pipes if {
	every to in [
		"tar xz", "jq -r .a", "grep sh", "bash -c x", "sh x.sh", "python3 -c x",
		"python3 -m json.tool", "perl -pe s/a/b/",
		"ruby -e x", "python3 x.py", "tee x", "source x", "node -p x", "bash -xc a",
	] {
		download_and_run.deny == set() with input as _pipe("curl https://example.com/x.sh", to)
	}
	every from in [
		"cat x.sh", "curl http://localhost:8080/x.sh", "echo https://example.com/x.sh",
		"curl https://raw.example.com/a/b/0123456789abcdef0123456789abcdef01234567/x.sh",
	] {
		download_and_run.deny == set() with input as _pipe(from, "sh")
	}
}

_curl := "curl https://example.com/x.sh"

test_substitutions if {
	every outer in [
		"sh -c $(curl", "bash -ec $(curl", "bash <(curl", "eval $(curl", "source <(curl",
		". <(curl", "python3 -c $(curl",
		"bash -x <(curl", "sh -c `curl",
	] {
		count(download_and_run.deny) == 1 with input as _inside(outer, _curl)
	}
}

test_here_string if {
	base := _inside("bash", _curl)
	document := json.patch(base, [{
		"op": "replace",
		"path": "/instructions/1/commands/0/redirects",
		"value": [{"op": "<<<", "target": "$(curl https://example.com/x.sh)"}],
	}])
	count(download_and_run.deny) == 1 with input as document
}

test_silent_substitutions if {
	every outer in [
		"echo $(curl", "bash x.sh $(curl", "bash -c V=$(curl", "diff <(curl", "eval V=$(curl",
		"sh -c x $(curl", "bash",
		"tar -c $(curl",
	] {
		download_and_run.deny == set() with input as _inside(outer, _curl)
	}
}

test_steps if {
	every lines in [
		["curl -o x.sh https://example.com/x", "sh x.sh"],
		["curl -fsSLO https://example.com/x.sh", "bash ./x.sh -y"],
		["wget https://example.com/x.sh", "chmod +x x.sh", "./x.sh"],
		["wget -O /tmp/x.py https://example.com/x", "python3 /tmp/x.py"],
		["curl --output=x https://example.com/x", ". ./x"],
		["curl -Lo x https://example.com/x", "bash -e x"],
	] {
		count(download_and_run.deny) == 1 with input as sample.run(lines)
	}
}

test_silent_steps if {
	every lines in [
		["curl -o x.sh https://example.com/x", "sha256sum -c x.sha256", "sh x.sh"],
		["curl -o x.sh https://example.com/x", "sh y.sh"],
		["sh x.sh", "curl -o x.sh https://example.com/x"],
		["curl -o x https://example.com/x", "tar xf x"],
		["curl https://example.com/x.sh", "sh x.sh"],
		["curl -o x.sh https://example.com/x", "bash -c x.sh"],
	] {
		download_and_run.deny == set() with input as sample.run(lines)
	}
}

test_redirect if {
	document := json.patch(sample.run(["curl https://example.com/x", "sh x.sh"]), [{
		"op": "replace",
		"path": "/instructions/1/commands/0/redirects",
		"value": [{"op": ">", "target": "x.sh"}],
	}])
	count(download_and_run.deny) == 1 with input as document
}
