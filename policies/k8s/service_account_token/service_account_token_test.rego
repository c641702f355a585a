package gatecheck.k8s.service_account_token_test

import data.gatecheck.k8s.service_account_token

_document(path, facts) := {"path": path, "kind": "kubernetes", "part": 0, "facts": facts}

_pod(namespace, spec) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "web", "namespace": namespace},
	"spec": object.union({"containers": [{"image": "i"}]}, spec),
}

_account(name, namespace, value) := {
	"apiVersion": "v1",
	"kind": "ServiceAccount",
	"metadata": {"name": name, "namespace": namespace},
	"automountServiceAccountToken": value,
}

_denials(documents) := d if {
	d := service_account_token.deny with input as {"documents": documents}
}

_given(pod, account) := count(
	_denials([_document("a/pod.yaml", pod), _document("a/account.yaml", account)]),
) == 1

test_missing if {
	at := ["spec", "automountServiceAccountToken"]
	_denials([_document("a.yaml", _pod("shop", {}))]) == {{
		"document": 0,
		"msg": `Pod "web" is given a token of the Kubernetes API: automountServiceAccountToken is not false`,
		"at": at,
		"fix": {"title": "give it no token", "ops": [{"op": "set", "at": at, "value": false}]},
	}}
}

test_pod_says if {
	_given(_pod("shop", {"automountServiceAccountToken": true}), _account("default", "shop", false))
	not _given(
		_pod("shop", {"automountServiceAccountToken": false}),
		_account("default", "shop", true),
	)
}

test_account_says if {
	not _given(_pod("shop", {}), _account("default", "shop", false))
	not _given(_pod("shop", {"serviceAccountName": "web"}), _account("web", "shop", false))
	not _given(_pod("shop", {"serviceAccount": "web"}), _account("web", "shop", false))
	not _given(_pod("shop", {"serviceAccountName": ""}), _account("default", "shop", false))
	_given(_pod("shop", {"serviceAccountName": "web"}), _account("web", "shop", true))
	_given(_pod("shop", {"serviceAccountName": "web"}), _account("web", "shop", null))
	_given(_pod("shop", {"serviceAccountName": "web"}), _account("other", "shop", false))
	_given(_pod("shop", {"serviceAccountName": 7}), _account("other", "shop", false))
}

test_no_name if {
	pod := {"kind": "Pod", "metadata": {"name": 7}, "spec": {"containers": [{"image": "i"}]}}
	some denial in _denials([_document("a.yaml", pod)])
	denial.msg == `Pod "" is given a token of the Kubernetes API: automountServiceAccountToken is not false`
}

test_account_is_of_the_same_namespace if {
	_given(_pod("shop", {}), _account("default", "bank", false))
	not _given(_pod("", {}), _account("default", "bank", false))
	count(_denials([
		_document("a/pod.yaml", _pod("", {})),
		_document("b/account.yaml", _account("default", "bank", false)),
	])) == 1
	count(_denials([
		_document("a/pod.yaml", _pod("bank", {})),
		_document("b/account.yaml", _account("default", "bank", false)),
	])) == 0
}

test_a_patch_only_counts_for_what_it_says if {
	_denials([_document("a.yaml", _pod("", {"containers": [null]}))]) == set()
	_denials([_document("a.yaml", {"apiVersion": "v1", "kind": "Pod", "spec": null})]) == set()
	count(
		_denials([
			_document("a.yaml", _pod("", {"containers": [null], "automountServiceAccountToken": true})),
		]),
	) == 1
}
