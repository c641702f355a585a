//! Lists, which are their items.

use std::collections::BTreeMap;

use super::is_object;
use crate::document::Problem;
use crate::document::tree::{Data, Member, NodeId, Tree, Via};
use crate::limits;

/// The items of a list as trees of their own; any other object as it is. As for kubectl, whatever has `items`
/// is a list, and what is in a `PodList` is a Pod even where it does not say so. What is no object among them, which
/// kubectl refuses, is a problem.
pub(in crate::document) fn unwrap_lists(tree: Tree) -> (Vec<Tree>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let mut todo = vec![(tree, 0)];
    while let Some((tree, depth)) = todo.pop() {
        let objects = match is_object(&tree) && depth < limits::DEPTH {
            true => items(&tree, &mut problems),
            false => Vec::new(),
        };
        if objects.is_empty() {
            found.push(tree);
        } else {
            todo.extend(objects.into_iter().rev().map(|object| (object, depth + 1)));
        }
    }
    (found, problems)
}

/// The objects in a list.
fn items(list: &Tree, problems: &mut Vec<Problem>) -> Vec<Tree> {
    let items = list.at(&["items"]).map(|id| list.items(id)).unwrap_or_default();
    let (items, others): (Vec<NodeId>, Vec<NodeId>) =
        items.iter().partition(|id| matches!(list.node(**id).data, Data::Map(_)));
    let message = "this item of a list is no object";
    let problem = |id: &NodeId| Problem { span: list.node(*id).span, message: message.to_owned() };
    problems.extend(others.iter().map(problem));
    let untyped = |id: &NodeId| !says(list, *id, "kind") && !says(list, *id, "apiVersion");
    let untyped: Vec<NodeId> = items.iter().copied().filter(untyped).collect();
    let (typed, roots) = match untyped.is_empty() {
        true => (list.clone(), BTreeMap::new()),
        false => with_type_of_list(list, &untyped),
    };
    let root = |id: NodeId| roots.get(&id).copied().unwrap_or(id);
    items.into_iter().map(|id| typed.rooted_at(root(id))).filter(is_object).collect()
}

/// Whether an item says something of the kind. Nothing, and what is no text, counts as not said.
fn says(list: &Tree, item: NodeId, key: &str) -> bool {
    list.get(item, key).and_then(|id| list.as_str(id)).is_some_and(|text| !text.is_empty())
}

/// The tree with a copy of each of `items` that has the type which the list's kind implies, and where the
/// copies are; none if it implies none.
fn with_type_of_list(list: &Tree, items: &[NodeId]) -> (Tree, BTreeMap<NodeId, NodeId>) {
    let member = |key| list.member(list.root, key);
    let kind = list.str_at(&["kind"]).unwrap_or_default();
    let kind = kind.strip_suffix("List").unwrap_or(kind);
    let (Some(version), Some(of_list), false) = (member("apiVersion"), member("kind"), kind.is_empty())
    else {
        return (list.clone(), BTreeMap::new());
    };
    let mut builder = list.builder();
    let kind = builder.text(list.node(of_list.value).span, kind);
    let borrowed = |member: &Member, value| Member { value, via: Via::Merge, ..member.clone() };
    let types = [borrowed(version, version.value), borrowed(of_list, kind)];
    let copy = |id: &NodeId| {
        let node = list.node(*id);
        let own = list.members(*id).iter().filter(|member| !matches!(&*member.key, "kind" | "apiVersion"));
        let members = types.iter().chain(own).cloned().collect();
        (*id, builder.add(node.span, node.style, Data::Map(members)))
    };
    let roots = items.iter().map(copy).collect();
    (builder.finish(list.root), roots)
}
