//! How parsers make a tree.

use super::{Data, Member, Node, NodeId, Style, Tree, Via};
use crate::text::Span;

impl Tree {
    /// A builder that has these nodes already.
    pub fn builder(&self) -> TreeBuilder {
        TreeBuilder { nodes: self.nodes.to_vec() }
    }
}

/// Builds a [`Tree`] from the leaves up: children first, then the node that holds them.
#[derive(Debug, Default)]
pub struct TreeBuilder {
    nodes: Vec<Node>,
}

impl TreeBuilder {
    /// Adds a node; its children must have been added before.
    pub fn add(&mut self, span: Span, style: Style, data: Data) -> NodeId {
        self.nodes.push(Node { span, data, style });
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
    }

    /// Adds text written as a plain token.
    pub fn text(&mut self, span: Span, text: &str) -> NodeId {
        self.add(span, Style::Plain, Data::String(text.into()))
    }

    /// Adds a truth value.
    pub fn bool(&mut self, span: Span, value: bool) -> NodeId {
        self.add(span, Style::Plain, Data::Bool(value))
    }

    /// Adds a number.
    pub fn number(&mut self, span: Span, value: impl Into<serde_json::Number>) -> NodeId {
        self.add(span, Style::Plain, Data::Number(value.into()))
    }

    /// Adds a null.
    pub fn null(&mut self, span: Span) -> NodeId {
        self.add(span, Style::Missing, Data::Null)
    }

    /// Adds a list.
    pub fn list(&mut self, span: Span, items: Vec<NodeId>) -> NodeId {
        self.add(span, Style::Block, Data::List(items))
    }

    /// Adds a mapping of fields that have no key of their own in the text: each key's place is its value's.
    pub fn record(&mut self, span: Span, fields: Vec<(&str, NodeId)>) -> NodeId {
        let member = |(key, value): (&str, NodeId)| {
            let key_span = self.nodes[value as usize].span;
            Member { key: key.into(), key_span, value, via: Via::Direct }
        };
        let members = fields.into_iter().map(member).collect();
        self.add(span, Style::Block, Data::Map(members))
    }

    /// Changes a node that was added before.
    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    /// A node that was added before.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The tree that starts at `root`.
    pub fn finish(self, root: NodeId) -> Tree {
        Tree::new(self.nodes, root)
    }
}
