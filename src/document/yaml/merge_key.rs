//! What the merge key `<<` brings into a mapping. <https://yaml.org/type/merge.html>

use std::collections::BTreeSet;

use crate::document::tree::{Data, Member, NodeId, TreeBuilder, Via, counting};

/// Lets what a merge key brings in count instead of what stands before it, as kubectl and GitLab do.
pub(super) fn override_earlier(members: &mut Vec<Member>, brought: &[Member]) {
    if members.is_empty() {
        return;
    }
    let keys: BTreeSet<&str> = brought.iter().map(|member| &*member.key).collect();
    members.retain_mut(|member| {
        if !keys.contains(&*member.key) {
            return true;
        }
        let is_written = member.via != Via::Merge;
        member.via = Via::Overridden;
        is_written
    });
}

/// The members that a merge key brings in; of several mappings the first that has a key counts.
pub(super) fn merged(builder: &TreeBuilder, id: NodeId) -> Vec<Member> {
    let members = |id: NodeId| match &builder.node(id).data {
        Data::Map(members) => {
            let mut counting = counting(members).into_vec();
            counting.sort_unstable();
            counting.into_iter().filter_map(|at| members.get(at as usize).cloned()).collect()
        }
        _ => Vec::new(),
    };
    let found = match &builder.node(id).data {
        Data::List(items) => items.iter().flat_map(|id| members(*id)).collect(),
        _ => members(id),
    };
    found.into_iter().map(|member| Member { via: Via::Merge, ..member }).collect()
}
