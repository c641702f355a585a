# For the checks of hook managers: a repository to commit to, and the examples of docs/hooks.md. Sourced.

mkdir bin home
ln -s "$GATECHECK" bin/gatecheck
export HOME=$PWD/home PATH=$PWD/bin:$PATH
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com

GOOD='{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {hostPID: false, containers: []}}'
BAD='{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {hostPID: true, containers: []}}'

fail() {
	echo "FAILED: $*"
	[ ! -f "${LOG:-}" ] || cat "$LOG"
	exit 1
}

# The block of docs/hooks.md whose first line is the given comment.
snippet() {
	awk -v first="# $1" '
		/^```/ { inside = !inside; wanted = 0; begun = 0; next }
		inside && !begun { begun = 1; wanted = ($0 == first); found = found || wanted }
		inside && wanted
		END { exit !found }
	' "$ROOT/docs/hooks.md" || fail "docs/hooks.md has no block that begins with \"# $1\""
}

# A new repository, and in it a commit that needs no gate.
repository() {
	git init --quiet --initial-branch=main "$1"
	cd "$1"
	printf 'version: 1\nfail-on: high\nexclude: [excluded]\n' >gatecheck.yaml
	git add gatecheck.yaml
	git commit --quiet --message=first
	LOG=$PWD/../$1.log
}

# Commits as a user does, and holds that it works.
passes() { git commit --message=change "$@" >"$LOG" 2>&1 || fail "this commit should pass: ${FUNCNAME[1]}:${BASH_LINENO[0]}"; }

# Commits as a user does, and holds that the gate stops it, for the reason that is given.
stopped() {
	local before why=$1
	shift
	before=$(git rev-parse HEAD)
	if git commit --message=change "$@" >"$LOG" 2>&1; then fail "this commit should be stopped: line ${BASH_LINENO[0]}"; fi
	[ "$(git rev-parse HEAD)" = "$before" ] || fail "there is a commit all the same"
	grep -q -e "$why" "$LOG" || fail "the reason is not $why"
}

# What every manager of hooks must make of a commit.
commits_are_guarded() {
	echo "$BAD" >pod.yaml
	git add pod.yaml
	stopped k8s/host-pid
	echo "$GOOD" >pod.yaml
	# What is staged counts, not what the file says by now.
	stopped k8s/host-pid
	git add pod.yaml
	echo "$BAD" >pod.yaml
	passes
	[ "$(cat pod.yaml)" = "$BAD" ] || fail "the work tree was changed"
	stopped k8s/host-pid --all
	stopped k8s/host-pid -- pod.yaml
	echo "$GOOD" >pod.yaml
	# Commits that bring nothing to look at.
	passes --allow-empty
	mkdir -p excluded
	echo "$BAD" >excluded/pod.yaml
	git add excluded
	passes
	git rm --quiet pod.yaml
	passes
	echo "$BAD" >pod.yaml
	git add pod.yaml
	passes --no-verify
}
