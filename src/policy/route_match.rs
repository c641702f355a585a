//! Which documents a rule is asked about, decided on the document itself before any Rego runs.
//!
//! The list of kinds that carry a pod is the counterpart of the one in `policies/lib/k8s.rego`; a test holds
//! both equal.

use super::metadata::Match;
use crate::document::Tree;

impl Match {
    /// Whether the document of this tree is meant.
    pub(super) fn fits(&self, tree: &Tree) -> bool {
        match self {
            Self::Pod => has_pod(tree),
            Self::Objects(objects) => {
                let (group, kind) = group_and_kind(tree);
                let fits = |want: &Option<String>, is: &str| want.as_deref().is_none_or(|want| want == is);
                objects.iter().any(|object| fits(&object.group, group) && fits(&object.kind, kind))
            }
        }
    }
}

/// Whether the document is an object that runs containers, whatever its kind.
pub(super) fn has_pod(tree: &Tree) -> bool {
    let (group, kind) = group_and_kind(tree);
    CARRIERS.contains(&(group, kind))
}

const CARRIERS: &[(&str, &str)] = &[
    ("", "Pod"),
    ("", "PodTemplate"),
    ("", "ReplicationController"),
    ("apps", "Deployment"),
    ("apps", "StatefulSet"),
    ("apps", "DaemonSet"),
    ("apps", "ReplicaSet"),
    ("extensions", "Deployment"),
    ("extensions", "DaemonSet"),
    ("extensions", "ReplicaSet"),
    ("batch", "Job"),
    ("batch", "CronJob"),
    ("argoproj.io", "Rollout"),
    ("argoproj.io", "Workflow"),
    ("argoproj.io", "WorkflowTemplate"),
    ("argoproj.io", "ClusterWorkflowTemplate"),
    ("argoproj.io", "CronWorkflow"),
    ("serving.knative.dev", "Service"),
    ("serving.knative.dev", "Configuration"),
    ("serving.knative.dev", "Revision"),
    ("apps.openshift.io", "DeploymentConfig"),
    ("apps.kruise.io", "CloneSet"),
    ("apps.kruise.io", "StatefulSet"),
    ("apps.kruise.io", "DaemonSet"),
    ("apps.kruise.io", "BroadcastJob"),
    ("keda.sh", "ScaledJob"),
];

fn group_and_kind(tree: &Tree) -> (&str, &str) {
    let version = tree.str_at(&["apiVersion"]).unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    (group, tree.str_at(&["kind"]).unwrap_or_default())
}
