package gatecheck.packages.pip_unpinned_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.pip_unpinned

test_denial if {
	pip_unpinned.deny == {{
		"msg": "pip install gets whatever version is newest: flask, requests>=2",
		"at": ["instructions", 1, "commands", 0, "args", 3],
	}}
		with input as sample.run(["pip3 install --upgrade --no-cache-dir flask six==1.17.0 requests>=2"])
}

test_denied if {
	every line in [
		"pip install a", "pip3.12 install a[b]", "python -m pip install --upgrade pip",
		"python3 -I -m pip install a",
		"pip install a~=1.2", "pip install a<2", "pip install a==1.*",
		"pip install a;python_version<'3.9'",
		"pip install -r requirements.txt a", "uv pip install --system a",
		"pip --quiet install -U setuptools wheel",
		"pip install git+https://git.example.com/a/b.git",
		"pip install git+https://git.example.com/a/b.git@main#egg=b",
		"pip install git+ssh://git@git.example.com/a/b@v1",
		"pip install -e git+https://git.example.com/a/b.git#egg=b",
		"pip install --editable=git+https://git.example.com/a/b", "pip install a>=$VERSION",
		"/venv/bin/pip install a",
		"$PYTHON -m pip install a", "pipx install a", "pipx run a b==1", "uvx a", "uvx --from a b",
		"uv tool install a",
		"uv tool run a", "pipx run --spec=a b", "pip install a@git+https://git.example.com/a/b",
	] {
		count(pip_unpinned.deny) == 1 with input as sample.run([line])
	}
}

test_silent if {
	every line in [
		"pip install a==1.2.3", "pip install a[b]==1.2", "pip install a===1",
		"pip install a==$VERSION", "pip install $A",
		"pip install -r requirements.txt", "pip install -rrequirements.txt", "pip install .",
		"pip install -e .",
		"pip install .[dev]", "pip install -e .[dev]", "pip install ./a", "pip install /a/b",
		"pip install dist/*.whl",
		"pip install a-1.0-py3-none-any.whl", "pip install a.tar.gz",
		"pip install -c constraints.txt a",
		"pip install --require-hashes -r a.txt", "pip install --no-index --find-links /wheels a",
		"pip install git+https://git.example.com/a/b.git@0123456789abcdef0123456789abcdef01234567",
		"pip install git+ssh://git@git.example.com/a/b@0123456789abcdef0123456789abcdef01234567#egg=b",
		"pip install git+https://git.example.com/a/b@$COMMIT",
		"pip install https://example.com/a-1.0.whl",
		"pip download a", "pip --version", "pip freeze", "python -m venv a",
		"python a.py install pip", "uvx a@1.2.3",
		"uvx a==1.2 b", "uvx --from a==1 b", "pipx install a==1", "uv sync",
		"pip install --target a -r b.txt",
		"pip install a==1.2;python_version<'3.9'", "pip install -t a b==1", "uv pip sync a.txt",
		"pip install $A$B",
	] {
		pip_unpinned.deny == set() with input as sample.run([line])
	}
}

test_silent_with_constraints_everywhere if {
	pip_unpinned.deny == set()
		with input as sample.run(["export PIP_CONSTRAINT=/c.txt", "pip install a"])
}
