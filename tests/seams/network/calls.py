"""Holds what strace wrote down against what gatecheck may do: LOG PROGRAM FOLDER WRITABLE

It may open no connection, run nothing but git as a reader and itself as an evaluator, and write nothing but the
patterns WRITABLE, blanks between them, below FOLDER."""

import fnmatch
import os
import re
import sys

log, program, folder, patterns = sys.argv[1:]
patterns = patterns.split()

GIT = ["git", "--no-optional-locks", "--no-pager", "--literal-pathspecs", "--git-dir=.git", "--work-tree=.",
       "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.bareRepository=explicit",
       "-c", "diff.external=", "-c", "protocol.allow=never"]
ENVIRONMENT = {"PATH", "GIT_INDEX_FILE", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
               "GIT_ATTR_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_NO_REPLACE_OBJECTS=1",
               "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C"}
# What is asked of git: words that must be the first, by the rest that may follow.
READS = [r"rev-parse --quiet --verify --end-of-options \S+\^\{commit\}", r"rev-parse --quiet --verify HEAD",
         r"rev-parse --is-shallow-repository", r"merge-base [0-9a-f]{40} [0-9a-f]{40}", r"cat-file --batch",
         r"ls-tree -r -z --full-tree (HEAD|[0-9a-f]{40}) --", r"ls-tree -z --full-tree [0-9a-f]{40} -- \S+",
         r"ls-files -s -z --( \S+)?",
         r"for-each-ref --format=%\(refname\) -- refs/tags/\S+ refs/heads/\S+ refs/remotes/\S+",
         r"diff --cached --name-only --diff-filter=A --no-renames -z --no-ext-diff --no-textconv"
         r" --ita-invisible-in-index --"]
# Where the hooks are is asked with the user's own configuration, which decides about it.
USER = [word for word in GIT if word != "--literal-pathspecs"]
del USER[USER.index("core.hooksPath=/dev/null") - 1:USER.index("core.hooksPath=/dev/null") + 1]
USER_READS = [r"rev-parse --git-path hooks", r"rev-parse --git-common-dir",
              r"config --show-scope --get core.hooksPath"]

# A pair of sockets without a name is how an evaluator of users' policies is talked to. It leads nowhere else:
# what is sent and received over it has no address.
PAIR = [r"socketpair\(AF_UNIX, ", r"sendto\(\d+<[^>]*>, .*, NULL, 0 *\)", r"recvfrom\(\d+<[^>]*>, .*, NULL, NULL *\)",
        # A process that was ended while it waited.
        r"recvfrom\(\d+<[^>]*>, +<unfinished \.\.\.>\) = \?",
        r"setsockopt\(\d+<[^>]*>, SOL_SOCKET, SO_(RCV|SND)TIMEO_OLD, "]
NETWORK = {"socket", "connect", "bind", "listen", "accept", "accept4", "sendto", "recvfrom", "sendmsg", "recvmsg",
           "sendmmsg", "recvmmsg", "socketpair", "setsockopt", "getsockopt", "getsockname", "getpeername", "shutdown",
           "io_uring_setup", "ptrace", "bpf"}
CHANGES = {"mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat",
           "symlink", "symlinkat", "chmod", "fchmodat", "chown", "lchown", "fchownat", "truncate", "mknod", "mknodat",
           "creat", "utimensat", "mount", "umount2", "chroot", "pivot_root", "setxattr", "swapon"}

wrong = []
pending = {}
first = True
folders = {}


def words(text):
    """The strings of a printed list, and the rest of the text after it."""
    return [bytes(word, "latin-1").decode("unicode_escape") for word in re.findall(r'"((?:[^"\\]|\\.)*)"', text)]


def may_write(path):
    if path in ("/dev/null", "/dev/tty"):
        return True
    inside = os.path.relpath(os.path.normpath(os.path.join(folder, path)), folder)
    if inside.startswith(".."):
        return False
    # A file is written whole under such a name, and then takes its own.
    if patterns and os.path.basename(inside).startswith(".gatecheck-"):
        return True
    parts = inside.split("/")
    heads = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    return any(fnmatch.fnmatch(head, pattern) for head in heads for pattern in patterns)


def named(call):
    """The paths that a call names, each from the folder that it is relative to."""
    pairs = re.findall(r'(?:AT_FDCWD|\d+)<([^>]*)>, "((?:[^"\\]|\\.)*)"', call)
    paths = [os.path.join(at, bytes(path, "latin-1").decode("unicode_escape")) for at, path in pairs]
    # A file that was written without a name is given one by way of its handle.
    return [path for path in paths or words(call) if not re.fullmatch(r"/proc/self/fd/\d+", path)]


def executed(call):
    global first
    path = words(call.split(", [", 1)[0])[0]
    arguments, _, environment = call.split(", [", 1)[1].partition("], [")
    arguments, environment = words(arguments), words(environment)
    if first:
        first = False
        return
    if arguments[1:] == ["--gatecheck-evaluator"] and path == "/proc/self/exe":
        if environment:
            wrong.append(f"an evaluator gets an environment: {environment}")
        return
    if arguments[0] != "git" or os.path.basename(path) != "git":
        wrong.append(f"it runs {path} {arguments}")
        return
    if arguments[:len(GIT)] == GIT:
        unknown = {word for word in environment if not {word, word.split("=")[0]} & ENVIRONMENT}
        missing = {word for word in ENVIRONMENT if "=" in word} - set(environment)
        fine = not unknown and not missing and any(re.fullmatch(read, " ".join(arguments[len(GIT):])) for read in READS)
    else:
        rest = " ".join(arguments[len(USER):])
        fine = arguments[:len(USER)] == USER and any(re.fullmatch(read, rest) for read in USER_READS)
    if not fine:
        wrong.append(f"arguments of git that are not known to be safe: {arguments} {environment}")


def look(call):
    name = call.split("(", 1)[0]
    if name in ("execve", "execveat"):
        executed(call)
    elif name in NETWORK:
        if not any(re.match(pattern, call) for pattern in PAIR):
            wrong.append(f"a call to the network: {call[:200]}")
    elif name in CHANGES:
        paths = [path for path in named(call) if not may_write(path)]
        if paths and " = -1 E" not in call:
            wrong.append(f"it changes {paths}: {call[:200]}")
    elif name in ("open", "openat", "openat2"):
        if re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)", call):
            (path,) = named(call)[:1]
            # Without a name it is gone with its process, unless it is given one.
            nameless = "O_TMPFILE" in call
            if not may_write(os.path.join(path, ".gatecheck-new") if nameless else path):
                wrong.append(f"it opens {path} to write: {call[:200]}")


for line in open(log, encoding="latin-1"):
    process, _, call = line.rstrip("\n").partition(" ")
    call = call.strip()
    if call.endswith("<unfinished ...>"):
        pending[process] = call.removesuffix("<unfinished ...>")
        continue
    resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", call)
    if resumed:
        call = pending.pop(process, "") + resumed[1]
    if call.startswith(("+++", "---")):
        continue
    look(call)
for call in pending.values():
    look(call)
if first:
    wrong.append("nothing was written down")
print("\n".join(sorted(set(wrong))))
sys.exit(1 if wrong else 0)
