//! The tree of values that every file kind is read into: plain data, each node with its place.
//!
//! Parsers of all kinds build it with [`TreeBuilder`]; policies see [`Tree::to_json`]'s value; places are
//! found by walking a [`Route`](super::Route). Aliases of YAML share their node, so the tree is a graph
//! without cycles, and a bomb of aliases costs no memory here.

mod builder;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use builder::TreeBuilder;

use super::route::{Route, Step};
use crate::text::Span;

/// From how many members on a mapping is indexed. A search through fewer is as fast.
const WIDE: usize = 32;

/// How many bytes of text weigh as much as a node.
const TEXT_PER_NODE: usize = 32;

/// A node's number in its arena.
pub type NodeId = u32;

/// A tree of nodes; cheap to clone. Several trees may share one arena with different roots.
#[derive(Debug, Clone)]
pub struct Tree {
    nodes: Arc<[Node]>,
    /// For each mapping too wide to be searched member by member: of each key the member that counts, sorted
    /// by key.
    wide: Arc<BTreeMap<NodeId, Box<[u32]>>>,
    /// The node that a route starts from.
    pub root: NodeId,
}

/// One value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value's text: quotes included, anchor and tag excluded. A block collection runs from its first
    /// key or dash to the last byte of its last value; a block scalar from its indicator (`|`, `>`).
    pub span: Span,
    /// What it holds.
    pub data: Data,
    /// How it is written.
    pub style: Style,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// `null`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number.
    Number(serde_json::Number),
    /// Text.
    String(Box<str>),
    /// A list.
    List(Vec<NodeId>),
    /// A mapping, in the order written; of equal keys the last counts.
    Map(Vec<Member>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key as its consumer reads it.
    pub key: Box<str>,
    /// The key's text, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: NodeId,
    /// How the value came here.
    pub via: Via,
}

/// Whether a member is written where it stands, or brought in from elsewhere so that an edit must refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// Written here.
    Direct,
    /// Brought in by a merge key (`<<`).
    Merge,
    /// Written here in vain: a merge key behind it brings in another value, which counts for readers of YAML 1.1.
    Overridden,
}

/// How a node is written. What no parser of text produced (facts derived from it) is [`Style::Plain`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Bare text; for kinds other than YAML, any token.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// A mapping or list by indentation.
    Block,
    /// `{…}` or `[…]`
    Flow,
    /// Nothing is written: the key stands, its value is empty.
    Missing,
    /// `*alias`: the span is the alias's, the data that of the anchor; edits below it must refuse.
    Alias,
}

/// Where a walk along a route came to.
#[derive(Debug, Clone, Copy)]
pub struct Reached<'a> {
    /// How many steps of the route exist.
    pub depth: usize,
    /// The last node that exists.
    pub node: NodeId,
    /// The member through which it was reached, if its parent is a mapping.
    pub member: Option<&'a Member>,
    /// Whether an alias or a merge key was crossed on the way.
    pub indirect: bool,
}

impl Tree {
    /// A tree of `nodes` that starts at `root`.
    pub fn new(nodes: Vec<Node>, root: NodeId) -> Self {
        let wide = (0..).zip(&nodes).filter_map(|(id, node)| match &node.data {
            Data::Map(members) if members.len() > WIDE => Some((id, counting(members))),
            _ => None,
        });
        Self { wide: Arc::new(wide.collect()), nodes: nodes.into(), root }
    }

    /// The same nodes, seen from another root.
    #[must_use]
    pub fn rooted_at(&self, root: NodeId) -> Self {
        Self { root, ..self.clone() }
    }

    /// The same tree, of a text that begins `by` bytes further on.
    #[must_use]
    pub fn shifted(&self, by: usize) -> Self {
        let mut nodes = self.nodes.to_vec();
        for node in &mut nodes {
            node.span = node.span.shifted(by);
            if let Data::Map(members) = &mut node.data {
                members.iter_mut().for_each(|member| member.key_span = member.key_span.shifted(by));
            }
        }
        Self { nodes: nodes.into(), ..self.clone() }
    }

    /// The node `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// The root's node.
    pub fn root_node(&self) -> &Node {
        self.node(self.root)
    }

    /// The value of `key` in the mapping `id`; the last of equal keys counts.
    pub fn member(&self, id: NodeId, key: &str) -> Option<&Member> {
        let members = self.members(id);
        if let Some(sorted) = self.wide.get(&id) {
            let member = |at: &u32| members.get(*at as usize);
            let found = sorted.binary_search_by(|at| member(at).map(|m| &*m.key).cmp(&Some(key))).ok()?;
            return sorted.get(found).and_then(member);
        }
        let named = |m: &&Member| &*m.key == key && m.via != Via::Overridden;
        let direct = members.iter().rev().filter(named).find(|m| m.via == Via::Direct);
        // What a merged key overrides is marked as such, so all others beat it.
        direct.or_else(|| members.iter().find(named))
    }

    /// The node of `key` in the mapping `id`.
    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.member(id, key).map(|m| m.value)
    }

    /// The node at `keys` from the root, all of them mapping keys.
    pub fn at(&self, keys: &[&str]) -> Option<NodeId> {
        keys.iter().try_fold(self.root, |id, key| self.get(id, key))
    }

    /// The text at `keys` from the root.
    pub fn str_at(&self, keys: &[&str]) -> Option<&str> {
        self.as_str(self.at(keys)?)
    }

    /// The node's text, if it holds text.
    pub fn as_str(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; empty for any other node.
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match &self.node(id).data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// The members of a mapping; empty for any other node.
    pub fn members(&self, id: NodeId) -> &[Member] {
        match &self.node(id).data {
            Data::Map(members) => members,
            _ => &[],
        }
    }

    /// Walks `route` from the root as far as it exists. A [`Step::Slice`] is not walked.
    pub fn walk(&self, route: &Route) -> Reached<'_> {
        let mut reached = Reached { depth: 0, node: self.root, member: None, indirect: false };
        for step in &route.0 {
            let next = match step {
                Step::Key(key) => self.member(reached.node, key).map(|m| (m.value, Some(m))),
                Step::Index(index) => self.items(reached.node).get(*index).map(|id| (*id, None)),
                Step::Slice(..) => None,
            };
            let Some((node, member)) = next else { break };
            let shared =
                self.node(node).style == Style::Alias || member.is_some_and(|m| m.via != Via::Direct);
            reached =
                Reached { depth: reached.depth + 1, node, member, indirect: reached.indirect || shared };
        }
        reached
    }

    /// The tree as plain data, as its consumer reads it.
    pub fn to_json(&self) -> serde_json::Value {
        self.json_of(self.root)
    }

    /// The node `id` as plain data.
    pub fn json_of(&self, id: NodeId) -> serde_json::Value {
        match &self.node(id).data {
            Data::Null => serde_json::Value::Null,
            Data::Bool(b) => (*b).into(),
            Data::Number(n) => serde_json::Value::Number(n.clone()),
            Data::String(s) => (&**s).into(),
            Data::List(items) => items.iter().map(|id| self.json_of(*id)).collect(),
            Data::Map(members) => {
                let mut map = serde_json::Map::new();
                for member in members.iter().filter(|m| m.via == Via::Merge) {
                    map.entry(&*member.key).or_insert_with(|| self.json_of(member.value));
                }
                for member in members.iter().filter(|m| m.via == Via::Direct) {
                    map.insert(member.key.to_string(), self.json_of(member.value));
                }
                serde_json::Value::Object(map)
            }
        }
    }

    /// How many nodes the tree would have with every alias written out, long texts counting as several; stops
    /// counting at `limit`.
    pub fn expanded_size(&self, limit: usize) -> usize {
        // Children come before their parents in the arena, so one pass suffices.
        let mut sizes: Vec<usize> = Vec::with_capacity(self.nodes.len());
        for node in self.nodes.iter() {
            let size = |id: NodeId| sizes.get(id as usize).copied().unwrap_or(limit);
            let own = node.data.weight();
            let sum = match &node.data {
                Data::List(items) => items.iter().fold(own, |n, id| n.saturating_add(size(*id))),
                Data::Map(members) => members.iter().fold(own, |n, m| n.saturating_add(size(m.value))),
                _ => own,
            };
            sizes.push(sum.min(limit));
        }
        sizes.get(self.root as usize).copied().unwrap_or(0)
    }

    /// How many nodes the tree has, long texts counting as several.
    pub fn written_size(&self) -> usize {
        self.nodes.iter().fold(0, |sum, node| sum.saturating_add(node.data.weight()))
    }

    /// Every node that can be reached, each once, parents before children.
    pub fn ids(&self) -> Vec<NodeId> {
        let mut seen = vec![false; self.nodes.len()];
        let mut found = Vec::new();
        let mut todo = vec![self.root];
        while let Some(id) = todo.pop() {
            if std::mem::replace(&mut seen[id as usize], true) {
                continue;
            }
            found.push(id);
            todo.extend(self.items(id).iter().rev());
            todo.extend(self.members(id).iter().rev().map(|m| m.value));
        }
        found
    }

    /// The first route that leads to the node `target`.
    pub fn route_to(&self, target: NodeId) -> Option<Route> {
        self.parents().route_to(target)
    }

    /// Through which node each can be reached first: whoever asks for many routes asks once for this.
    pub fn parents(&self) -> Parents<'_> {
        let mut first = vec![None; self.nodes.len()];
        for id in self.ids() {
            let members = self.members(id).iter().map(|m| m.value);
            for (position, child) in self.items(id).iter().copied().chain(members).enumerate() {
                if let Some(parent) = first.get_mut(child as usize) {
                    parent.get_or_insert((id, position));
                }
            }
        }
        Parents { tree: self, first }
    }

    /// Every node that can be reached, each with its route, parents before children.
    pub fn routes(&self) -> Vec<(Route, NodeId)> {
        let mut found = Vec::new();
        let mut todo = vec![(Route::root(), self.root)];
        while let Some((route, id)) = todo.pop() {
            for (i, item) in self.items(id).iter().enumerate().rev() {
                todo.push((route.index(i), *item));
            }
            for member in self.members(id).iter().rev() {
                if self.get(id, &member.key) == Some(member.value) {
                    todo.push((route.key(&member.key), member.value));
                }
            }
            found.push((route, id));
        }
        found
    }
}

impl Data {
    /// What a copy of this node costs, children excluded: one, and more for long texts and many children.
    pub(super) fn weight(&self) -> usize {
        let text = |text: &str| 1 + text.len() / TEXT_PER_NODE;
        match self {
            Self::String(value) => text(value),
            Self::List(items) => 1 + items.len() / TEXT_PER_NODE,
            Self::Map(members) => 1 + members.iter().map(|member| text(&member.key)).sum::<usize>(),
            Self::Null | Self::Bool(_) | Self::Number(_) => 1,
        }
    }
}

/// Of each key the member that counts, sorted by key.
pub(super) fn counting(members: &[Member]) -> Box<[u32]> {
    let mut chosen: BTreeMap<&str, u32> = BTreeMap::new();
    for (at, member) in (0..).zip(members) {
        if member.via == Via::Direct {
            chosen.insert(&member.key, at);
        }
    }
    for (at, member) in (0..).zip(members) {
        if member.via == Via::Merge {
            chosen.entry(&member.key).or_insert(at);
        }
    }
    chosen.into_values().collect()
}

/// The way back from every node to the root.
#[derive(Debug)]
pub struct Parents<'a> {
    tree: &'a Tree,
    /// For each node the first that holds it, and its place among that one's children.
    first: Vec<Option<(NodeId, usize)>>,
}

impl Parents<'_> {
    /// The first route that leads to the node `target`.
    pub fn route_to(&self, target: NodeId) -> Option<Route> {
        let mut steps = Vec::new();
        let mut at = target;
        while at != self.tree.root {
            let (parent, position) = self.first.get(at as usize).copied()??;
            steps.push(match self.tree.members(parent).get(position) {
                Some(member) => Step::Key(member.key.to_string()),
                None => Step::Index(position),
            });
            at = parent;
        }
        steps.reverse();
        Some(Route(steps))
    }
}
