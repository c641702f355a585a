"""Plays the part of Argo CD that runs a config management plugin: argocd-cmp-server.

What it keeps to: the plugin is one YAML file. It is for an application if `discover` matches in the
application's folder. `init` and then `generate` run in that folder, each leading a process group of its own,
with the server's environment, the build environment (ARGOCD_APP_NAME and others) and the application's
variables, whose names get the prefix ARGOCD_ENV_. Standard output of `generate` is split as YAML; standard
error is shown to people. After the time-out the group gets SIGTERM, and SIGKILL some seconds later. An exit
code that is not 0 means that there are no manifests.
"""

import glob
import os
import signal
import subprocess
import time
from dataclasses import dataclass

import yaml


@dataclass
class Answer:
    code: int
    stdout: bytes
    stderr: str
    seconds: float
    killed: bool = False

    def objects(self):
        """The objects that Argo CD would apply; none where the command failed."""
        if self.code != 0:
            return []
        return [one for one in yaml.safe_load_all(self.stdout) if one is not None]


class Server:
    def __init__(self, plugin_file, environment, timeout=60.0, grace=5.0):
        with open(plugin_file, encoding="utf-8") as file:
            plugin = yaml.safe_load(file)
        assert plugin["apiVersion"] == "argoproj.io/v1alpha1", plugin
        assert plugin["kind"] == "ConfigManagementPlugin", plugin
        known = {"version", "init", "generate", "discover", "parameters", "preserveFileMode", "provideGitCreds"}
        unknown = set(plugin["spec"]) - known
        assert not unknown, f"the server would refuse {unknown}"
        self.spec = plugin["spec"]
        self.environment = environment
        self.timeout = timeout
        self.grace = grace

    def discovers(self, folder):
        discover = self.spec["discover"]
        assert set(discover) == {"fileName"}, "the other two ways are not played here"
        return bool(glob.glob(os.path.join(glob.escape(folder), discover["fileName"])))

    def manifests(self, folder, name, variables=None):
        environment = {
            **self.environment,
            "ARGOCD_APP_NAME": name,
            "ARGOCD_APP_NAMESPACE": "shop",
            "ARGOCD_APP_REVISION": "0" * 40,
            "ARGOCD_APP_SOURCE_PATH": os.path.basename(folder),
            **{f"ARGOCD_ENV_{key}": value for key, value in (variables or {}).items()},
        }
        if "init" in self.spec:
            answer = self._run(self.spec["init"], folder, environment)
            if answer.code != 0:
                return answer
        return self._run(self.spec["generate"], folder, environment)

    def _run(self, what, folder, environment):
        began = time.monotonic()
        process = subprocess.Popen(
            what["command"] + what.get("args", []),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        killed = False
        try:
            out, err = process.communicate(timeout=self.timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                out, err = process.communicate(timeout=self.grace)
            except subprocess.TimeoutExpired:
                killed = True
                os.killpg(process.pid, signal.SIGKILL)
                out, err = process.communicate()
        seconds = time.monotonic() - began
        return Answer(process.returncode, out, err.decode(), seconds, killed)
