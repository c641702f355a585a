//! The part of a reference that stands in the text.

use regorus::unstable::Expr;

use super::{At, at};

/// A reference taken apart: the names it begins with, and the expressions that compute the rest.
pub(super) struct StaticPath<'a> {
    pub(super) path: Vec<String>,
    pub(super) computed: Vec<&'a Expr>,
    pub(super) at: At,
    pub(super) start: usize,
}

pub(super) fn static_path(expr: &Expr) -> StaticPath<'_> {
    enum Part<'a> {
        Name(String),
        Computed(&'a Expr),
    }
    let mut parts = Vec::new();
    let mut rest = expr;
    let root = loop {
        match rest {
            Expr::RefDot { refr, field, .. } => {
                parts.push(Part::Name(field.0.text().to_owned()));
                rest = refr;
            }
            Expr::RefBrack { refr, index, .. } => {
                parts.push(match index.as_ref() {
                    Expr::String { value, .. } | Expr::RawString { value, .. } => {
                        Part::Name(value.as_string().map(|s| s.to_string()).unwrap_or_default())
                    }
                    other => Part::Computed(other),
                });
                rest = refr;
            }
            other => break other,
        }
    };
    let start = root.span().start as usize;
    let mut found = StaticPath { path: Vec::new(), computed: Vec::new(), at: at(root.span()), start };
    let mut fixed = true;
    match root {
        Expr::Var { span, .. } => found.path.push(span.text().to_owned()),
        other => {
            found.computed.push(other);
            fixed = false;
        }
    }
    for part in parts.into_iter().rev() {
        match part {
            Part::Name(name) if fixed => found.path.push(name),
            Part::Name(_) => {}
            Part::Computed(expr) => {
                fixed = false;
                found.computed.push(expr);
            }
        }
    }
    found
}
