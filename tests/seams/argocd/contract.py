"""Holds the examples for Argo CD against what Argo CD does with them; see cmp_server.py."""

import os
import pathlib
import shutil
import subprocess
import sys

import yaml

from cmp_server import Server

ROOT = pathlib.Path(os.environ["ROOT"])
WORK = pathlib.Path.cwd()
EXAMPLES = ROOT / "examples"
# Put together here, so that this file does not look like one with a secret in it.
SECRET = "q7Xv2" + "Lw9Rz4TmB8s"

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostPID: {host_pid}
  containers:
    - name: web
      image: registry.example/web@sha256:0000000000000000000000000000000000000000000000000000000000000000
"""
BAD_POD = POD.format(host_pid="true") + f"""\
      env:
        - name: DB_PASSWORD
          value: {SECRET}
"""
GOOD_POD = POD.format(host_pid="false")


def write(folder, files):
    for name, text in files.items():
        path = WORK / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(WORK / folder)


def program(name, script):
    """A program that stands in for another, first on the PATH that is returned."""
    folder = WORK / f"programs-{name}-{len(list(WORK.iterdir()))}"
    folder.mkdir()
    path = folder / name
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def server(plugin="plugin.yaml", path=None, **more):
    temporary = WORK / "tmp"
    temporary.mkdir(exist_ok=True)
    environment = {
        "PATH": path or os.environ["PATH"],
        "TMPDIR": str(temporary),
        "HELM_CACHE_HOME": str(temporary / "helm"),
        "GATECHECK_ORG_CONFIG": str(EXAMPLES / "argocd-cmp/organisation.yaml"),
    }
    return Server(EXAMPLES / "argocd-cmp" / plugin, environment, **more)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout


def nothing_left():
    """Checkouts and rendered manifests are secrets of the application: none may stay behind."""
    left = [path.name for path in (WORK / "tmp").iterdir() if path.name.startswith("tmp.")]
    assert not left, left


def check_stopped(answer, reason):
    assert answer.code != 0, answer
    assert answer.stdout == b"", answer
    assert reason in answer.stderr, answer
    assert SECRET not in answer.stderr, "a secret is shown to everybody who may see the application"
    assert answer.objects() == []
    nothing_left()


def kustomization(**files):
    listed = "".join(f"  - {name}.yaml\n" for name in files)
    return {"kustomization.yaml": f"resources:\n{listed}", **{f"{name}.yaml": text for name, text in files.items()}}


def with_kustomize():
    good = write("good", kustomization(pod=GOOD_POD))
    assert server().discovers(good)
    assert not server("plugin-helm.yaml").discovers(good)
    answer = server().manifests(good, "web")
    assert answer.code == 0, answer
    assert answer.stdout == output("kubectl", "kustomize", good)
    assert [one["kind"] for one in answer.objects()] == ["Pod"]
    nothing_left()

    bad = write("bad", kustomization(pod=GOOD_POD.replace("web", "other"), worse=BAD_POD))
    answer = server().manifests(bad, "web", {"FAIL_ON": "critical"})
    check_stopped(answer, "k8s/host-pid")
    check_stopped(answer, "k8s/secret-in-env")


def what_the_repository_says_does_not_count():
    annotation = '  annotations: {gatecheck.dev/ignore: "k8s/*, secrets/* -- we know"}\nspec:'
    tricks = {
        "gatecheck.yaml": "version: 1\nfail-on: critical\nexclude: [stdin.yaml]\n",
        ".gatecheck/baseline.json": '{"version": 1, "findings": []}\n',
        **kustomization(pod=BAD_POD.replace("spec:", annotation, 1)),
    }
    folder = write("tricks", tricks)
    assert subprocess.run(["kubectl", "kustomize", folder], capture_output=True, check=True).stdout
    answer = server().manifests(folder, "web")
    assert answer.code != 0 and answer.stdout == b"", answer
    (WORK / "tricks/.gatecheck/baseline.json").unlink()
    check_stopped(server().manifests(folder, "web"), "k8s/host-pid")
    check_stopped(server().manifests(folder, "web"), "gatecheck/forbidden-ignore")
    # Neither can it stop itself: what is checked is the administrator's word alone.
    strict = write("strict", {"gatecheck.yaml": "version: 1\nfail-on: low\n", **kustomization(pod=GOOD_POD)})
    assert server().manifests(strict, "web").code == 0


def when_rendering_fails():
    missing = write("missing", {"kustomization.yaml": "resources:\n  - nowhere.yaml\n"})
    check_stopped(server().manifests(missing, "web"), "nowhere.yaml")
    good = str(WORK / "good")
    half = program("kustomize", f"cat {good}/pod.yaml\necho 'half of it' >&2\nexit 1\n")
    check_stopped(server(path=half).manifests(good, "web"), "half of it")
    nothing = program("kustomize", "exit 0\n")
    check_stopped(server(path=nothing).manifests(good, "web"), "there is no document on standard input")
    text = program("kustomize", "echo 'Warning: deprecated: ['\n")
    check_stopped(server(path=text).manifests(good, "web"), "cannot be read as yaml")


def when_the_gate_is_not_there():
    good = str(WORK / "good")
    shutil.copy(shutil.which("kubectl"), WORK / "kubectl")
    kustomize = program("kustomize", f'exec "{WORK}/kubectl" kustomize "$2"\n').split(":")[0]
    check_stopped(server(path=f"{kustomize}:/usr/bin:/bin").manifests(good, "web"), "gatecheck")
    gone = server()
    gone.environment["GATECHECK_ORG_CONFIG"] = str(WORK / "nowhere.yaml")
    check_stopped(gone.manifests(good, "web"), "nowhere.yaml cannot be read")
    del gone.environment["GATECHECK_ORG_CONFIG"]
    check_stopped(gone.manifests(good, "web"), "GATECHECK_ORG_CONFIG")


def when_it_takes_too_long():
    good = str(WORK / "good")
    slow = program("kustomize", f"cat {good}/pod.yaml\nsleep 60\n")
    answer = server(path=slow, timeout=0.5).manifests(good, "web")
    check_stopped(answer, "")
    assert not answer.killed and answer.seconds < 5, answer
    deaf = program("kustomize", f"trap '' TERM\ncat {good}/pod.yaml\nsleep 60 & wait\nsleep 60\n")
    answer = server(path=deaf, timeout=0.5, grace=0.5).manifests(good, "web")
    assert answer.killed and answer.code != 0 and answer.stdout == b"", answer
    for left in (WORK / "tmp").glob("tmp.*"):
        left.unlink()


def with_helm():
    chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
    template = POD.replace("{host_pid}", "{{ .Values.hostPID }}").replace("name: web\nspec", "name: {{ .Release.Name }}\nspec")
    files = {"Chart.yaml": chart, "values.yaml": "hostPID: false\nenabled: true\n"}
    files["templates/pod.yaml"] = "{{ if .Values.enabled }}\n" + template + "{{ end }}\n"
    good = write("chart", files)
    helm = server("plugin-helm.yaml")
    assert helm.discovers(good) and not server().discovers(good)
    answer = helm.manifests(good, "shop-web")
    assert answer.code == 0, answer
    assert answer.stdout == output("helm", "template", "shop-web", good, "--namespace", "shop", "--include-crds")
    assert answer.objects()[0]["metadata"]["name"] == "shop-web"
    write("chart", {"values.yaml": "hostPID: true\nenabled: true\n"})
    check_stopped(helm.manifests(good, "shop-web"), "k8s/host-pid")
    write("chart", {"values.yaml": "enabled: false\n"})
    check_stopped(helm.manifests(good, "shop-web"), "there is no document on standard input")
    write("chart", {"templates/broken.yaml": "{{ nope }}\n"})
    check_stopped(helm.manifests(good, "shop-web"), "nope")


def the_patch_fits_argocd():
    """The component, on a Deployment that has what the patch counts on."""
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "argocd-repo-server"},
        "spec": {
            "selector": {"matchLabels": {"app.kubernetes.io/name": "argocd-repo-server"}},
            "template": {
                "metadata": {"labels": {"app.kubernetes.io/name": "argocd-repo-server"}},
                "spec": {
                    "automountServiceAccountToken": False,
                    "containers": [],
                    "volumes": [{"name": "var-files", "emptyDir": {}}, {"name": "plugins", "emptyDir": {}}],
                },
            },
        },
    }
    shutil.copytree(EXAMPLES / "argocd-cmp", WORK / "install/argocd-cmp")
    install = write("install", {
        "kustomization.yaml": "resources: [deployment.yaml]\ncomponents: [argocd-cmp]\n",
        "deployment.yaml": yaml.safe_dump(deployment),
    })
    text = output("kubectl", "kustomize", install)
    objects = {one["kind"]: one for one in yaml.safe_load_all(text)}
    pod = objects["Deployment"]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert container["command"] == ["/var/run/argocd/argocd-cmp-server"]
    assert container["securityContext"]["runAsUser"] == 999
    assert container["image"].startswith("registry.example/argocd-gatecheck@sha256:"), container["image"]
    mounts = {mount["mountPath"]: mount for mount in container["volumeMounts"]}
    assert mounts["/var/run/argocd"]["name"] == "var-files"
    assert mounts["/home/argocd/cmp-server/plugins"]["name"] == "plugins"
    assert mounts["/tmp"]["name"] not in ("tmp", "cmp-tmp"), "the folder must be its own"
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    assert {mount["name"] for mount in mounts.values()} <= set(volumes)
    assert volumes["gatecheck"]["configMap"]["name"] == objects["ConfigMap"]["metadata"]["name"]
    data = objects["ConfigMap"]["data"]
    plugin = mounts["/home/argocd/cmp-server/config/plugin.yaml"]["subPath"]
    assert yaml.safe_load(data[plugin])["kind"] == "ConfigManagementPlugin"
    [variable] = [one for one in container["env"] if one["name"] == "GATECHECK_ORG_CONFIG"]
    assert mounts[variable["value"]]["subPath"] in data
    gate = subprocess.run(["gatecheck", "scan", "-", "--no-config"], input=text, capture_output=True)
    assert gate.returncode == 0, gate.stdout.decode()


def the_presync_job_checks_what_is_deployed():
    shutil.copytree(EXAMPLES / "argocd-presync", WORK / "presync")
    codes = {}
    for name, manifest in {"good": GOOD_POD, "bad": BAD_POD}.items():
        folder = write("presync", {"rendered.yaml": manifest})
        objects = list(yaml.safe_load_all(output("kubectl", "kustomize", folder)))
        [job] = [one for one in objects if one["kind"] == "Job"]
        [config] = [one for one in objects if one["kind"] == "ConfigMap"]
        hook = "argocd.argoproj.io/hook"
        assert job["metadata"]["annotations"][hook] == config["metadata"]["annotations"][hook] == "PreSync"
        wave = "argocd.argoproj.io/sync-wave"
        assert int(config["metadata"]["annotations"][wave]) < int(job["metadata"]["annotations"].get(wave, 0))
        pod = job["spec"]["template"]["spec"]
        [volume] = pod["volumes"]
        assert volume["configMap"]["name"] == config["metadata"]["name"]
        place = WORK / f"input-{name}"
        place.mkdir()
        [container] = pod["containers"]
        for mount in container["volumeMounts"]:
            folder, file = os.path.split(mount["mountPath"])
            assert folder == "/input"
            (place / file).write_text(config["data"][mount["subPath"]])
        arguments = [one.replace("/input", str(place)) for one in container["args"]]
        codes[name] = subprocess.run(["gatecheck", *arguments], capture_output=True, cwd="/").returncode
    assert codes == {"good": 0, "bad": 1}, codes


def blocks(page, language):
    found, inside = [], None
    for line in (ROOT / page).read_text().splitlines():
        if inside is None and line == f"```{language}":
            inside = []
        elif inside is not None and line == "```":
            found.append("\n".join(inside) + "\n")
            inside = None
        elif inside is not None:
            inside.append(line)
    return found


def the_pipeline_syncs_what_it_checked():
    """The commands of the manual, with programs that write down how they are called."""
    [script] = [block for block in blocks("docs/argo-cd.md", "bash") if "argocd app manifests" in block]
    calls = WORK / "calls"
    for manifest, passes in [(GOOD_POD, True), (BAD_POD, False), (None, False)]:
        calls.write_text("")
        rendered = WORK / "answer.yaml"
        rendered.write_text(manifest or GOOD_POD)
        fails = "" if manifest else "exit 20"
        path = program("argocd", f'echo "$@" >>"{calls}"\n[ "$2" != manifests ] || {{ cat "{rendered}"; {fails}\n}}\n')
        environment = {**os.environ, "PATH": path, "COMMIT": "c0ffee"}
        run = subprocess.run(["bash", "-c", script], capture_output=True, env=environment, cwd=WORK)
        lines = calls.read_text().splitlines()
        assert lines[0].startswith("app manifests web ") and "--revision c0ffee" in lines[0], lines
        assert (run.returncode == 0) == passes, run
        if passes:
            assert lines[1].startswith("app sync web ") and "--revision c0ffee" in lines[1], lines
            assert lines[2].startswith("app wait web"), lines
        else:
            assert len(lines) == 1, f"what did not pass is deployed: {lines}"


def the_workflow_obeys_the_target_branch():
    """The commands of the workflow, in a repository as the runner checks it out."""
    file = EXAMPLES / "rendered-manifests/.github/workflows/gatecheck.yaml"
    [script] = [step["run"] for step in yaml.safe_load(file.read_text())["jobs"]["gatecheck"]["steps"] if "run" in step]
    origin = write("origin", {"organisation.yaml": "version: 1\nfail-on: high\n", "web/manifest.yaml": GOOD_POD})

    def git(folder, *arguments):
        settings = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)

    git(origin, "init", "--initial-branch=environments/prod")
    git(origin, "add", ".")
    git(origin, "commit", "--message=first")
    for name, files, code in [
        ("fine", {"web/manifest.yaml": GOOD_POD.replace("web", "shop")}, 0),
        ("worse", {"web/manifest.yaml": BAD_POD}, 1),
        ("sly", {"web/manifest.yaml": BAD_POD, "organisation.yaml": "version: 1\nselect: [docker/*]\n",
                 "gatecheck.yaml": "version: 1\nexclude: [web]\n"}, 1),
    ]:
        git(WORK, "clone", origin, f"clone-{name}")
        clone = write(f"clone-{name}", files)
        git(clone, "add", ".")
        git(clone, "commit", "--message=change")
        temporary = WORK / f"runner-{name}"
        temporary.mkdir()
        environment = {**os.environ, "GITHUB_BASE_REF": "environments/prod", "RUNNER_TEMP": str(temporary)}
        run = subprocess.run(["bash", "-e", "-c", script], cwd=clone, env=environment, capture_output=True)
        assert run.returncode == code, (name, run)


def main():
    for story in [
        with_kustomize,
        what_the_repository_says_does_not_count,
        when_rendering_fails,
        when_the_gate_is_not_there,
        when_it_takes_too_long,
        with_helm,
        the_patch_fits_argocd,
        the_presync_job_checks_what_is_deployed,
        the_pipeline_syncs_what_it_checked,
        the_workflow_obeys_the_target_branch,
    ]:
        print(story.__name__.replace("_", " "), flush=True)
        story()


if __name__ == "__main__":
    sys.exit(main())
