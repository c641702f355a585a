package gatecheck.lib.revision_test

import data.gatecheck.lib.revision

_sha := "2c26b46b68ffc68ff99b453c1d30413413422d70"

test_commit if {
	revision.commit(_sha)
	every text in ["2c26b46", upper(_sha), "main", "", concat("", [_sha, "0"])] {
		not revision.commit(text)
	}
}

test_release if {
	every text in [
		"v1.2.3", "1.2", "v1", "2024-05-01", "20240501.1", "app-1.2.3", "charts/app/v1.2.3",
		"1.2.3-rc.1+b",
		"refs/tags/anything", "v2.0.0_hotfix", "release-v1.30.0",
	] {
		revision.release(text)
	}
	every text in [
		"main", "HEAD", "release-1.2", "release/1.2", "v", "feature/v2", "refs/heads/1.2.x", "",
		"v1beta", "1.x",
	] {
		not revision.release(text)
	}
}

test_exact if {
	every text in ["1.2.3", "v1.2.3", "1.2.3-rc.1", "1.2.3+build", "=1.2.3", "0.0.0-x"] {
		revision.exact(text)
	}
	every text in [
		"1.2", "1", "^1.2.3", "~1.2.3", "1.2.x", "*", "", ">=1.2.3", "1.2.3 - 2", "1.x",
	] {
		not revision.exact(text)
	}
}

test_range if {
	every text in [
		"^1.2.3", "~1", ">=1.2.3", "1.2.x", "1.X", "x", "*", "1.*", "1.2.3 - 2.0.0", "1 || 2",
		"<2", "v1.x.x",
	] {
		revision.range(text)
	}
	every text in ["1.2.3", "main", "v1", "next", "release-1.2", "1.2.3-x", "xenial"] {
		not revision.range(text)
	}
}

test_templated if {
	every text in ["{{ .rev }}", "${REV}", "$(REV)", "$REV", "<rev>"] {
		revision.templated(text)
	}
	not revision.templated("main")
}
