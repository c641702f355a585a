package gatecheck.k8s.windows_host_process_test

import data.gatecheck.k8s.windows_host_process

_denials(spec) := d if {
	d := windows_host_process.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

test_pod if {
	at := ["spec", "securityContext", "windowsOptions", "hostProcess"]
	_denials({"securityContext": {"windowsOptions": {"hostProcess": true}}}) == {{
		"msg": `Pod "p" runs on the node itself: windowsOptions.hostProcess is true`,
		"at": at,
		"fix": {"title": "run as a container", "ops": [{"op": "remove", "at": at}]},
	}}
}

test_container if {
	some denial in _denials({"containers": [{
		"name": "a",
		"securityContext": {"windowsOptions": {"hostProcess": true}},
	}]})
	denial.msg == `container "a" runs on the node itself: windowsOptions.hostProcess is true`
}

test_others if {
	_denials({"securityContext": {"windowsOptions": {"hostProcess": false}}}) == set()
	_denials({"securityContext": {"windowsOptions": null}}) == set()
}
