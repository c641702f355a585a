//! One rule: what it is called, and what its text calls and refers to.

use std::collections::BTreeSet;

use regorus::unstable::{AssignOp, Expr, Literal, Query, Ref, Rule as AstRule, RuleBody, RuleHead};

use super::static_path::static_path;
use super::{At, at};

/// One definition of a rule; a rule may have several.
#[derive(Debug, Clone, Default)]
pub(in crate::policy) struct RuleDef {
    pub(in crate::policy) name: String,
    pub(in crate::policy) at: At,
    /// How many arguments it takes, if it is a function.
    pub(in crate::policy) arity: Option<usize>,
    pub(in crate::policy) uses: Uses,
}

/// What a rule's text names.
#[derive(Debug, Clone, Default)]
pub(in crate::policy) struct Uses {
    pub(in crate::policy) calls: Vec<Call>,
    /// References with the steps that stand in the text, up to the first computed one.
    pub(in crate::policy) refs: Vec<Reference>,
    /// What `with` puts in the place of what, where both are references.
    pub(in crate::policy) replacements: Vec<Replacement>,
    /// Names that are bound in the rule itself.
    pub(in crate::policy) locals: BTreeSet<String>,
}

/// `with target as stand_in`. The engine looks for a function of the stand-in's name whatever names are bound in
/// the rule.
#[derive(Debug, Clone)]
pub(in crate::policy) struct Replacement {
    pub(in crate::policy) target: Vec<String>,
    pub(in crate::policy) stand_in: Vec<String>,
    pub(in crate::policy) at: At,
}

#[derive(Debug, Clone)]
pub(in crate::policy) struct Call {
    pub(in crate::policy) path: Vec<String>,
    pub(in crate::policy) arguments: usize,
    /// The arguments that are plain texts.
    pub(in crate::policy) texts: Vec<Option<String>>,
    pub(in crate::policy) at: At,
}

#[derive(Debug, Clone)]
pub(in crate::policy) struct Reference {
    pub(in crate::policy) path: Vec<String>,
    pub(in crate::policy) at: At,
    /// The byte where it begins.
    pub(super) start: usize,
}

pub(super) fn rule_def(rule: &AstRule) -> RuleDef {
    let mut uses = Uses::default();
    match rule {
        AstRule::Default { span, refr, args, value, .. } => {
            args.iter().for_each(|arg| bind(arg, &mut uses));
            visit(value, &mut uses);
            let arity = (!args.is_empty()).then_some(args.len());
            RuleDef { name: head_name(refr), at: at(span), arity, uses }
        }
        AstRule::Spec { span, head, bodies } => {
            let (refr, arity) = match head {
                RuleHead::Compr { refr, assign, .. } => {
                    assign.iter().for_each(|assign| visit(&assign.value, &mut uses));
                    (refr, None)
                }
                RuleHead::Set { refr, key, .. } => {
                    key.iter().for_each(|key| visit(key, &mut uses));
                    (refr, None)
                }
                RuleHead::Func { refr, args, assign, .. } => {
                    args.iter().for_each(|arg| bind(arg, &mut uses));
                    assign.iter().for_each(|assign| visit(&assign.value, &mut uses));
                    (refr, Some(args.len()))
                }
            };
            // A head such as `names[x]` computes its key in the body.
            let head = static_path(refr);
            head.computed.iter().for_each(|expr| visit(expr, &mut uses));
            bodies.iter().for_each(|body| visit_body(body, &mut uses));
            RuleDef { name: head_name(refr), at: at(span), arity, uses }
        }
    }
}

fn head_name(refr: &Ref<Expr>) -> String {
    static_path(refr).path.into_iter().next().unwrap_or_default()
}

fn visit_body(body: &RuleBody, uses: &mut Uses) {
    body.assign.iter().for_each(|assign| visit(&assign.value, uses));
    visit_query(&body.query, uses);
}

fn visit_query(query: &Query, uses: &mut Uses) {
    for statement in &query.stmts {
        match &statement.literal {
            Literal::SomeVars { vars, .. } => {
                uses.locals.extend(vars.iter().map(|var| var.text().to_owned()));
            }
            Literal::SomeIn { key, value, collection, .. } => {
                key.iter().for_each(|key| bind(key, uses));
                bind(value, uses);
                visit(collection, uses);
            }
            Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => visit(expr, uses),
            Literal::Every { key, value, domain, query, .. } => {
                uses.locals.extend(key.iter().chain([value]).map(|var| var.text().to_owned()));
                visit(domain, uses);
                visit_query(query, uses);
            }
        }
        for with in &statement.with_mods {
            // What is replaced need not exist, but what stands in for it must.
            visit(&with.r#as, uses);
            let (target, stand_in) = (static_path(&with.refr), static_path(&with.r#as));
            if !stand_in.path.is_empty() {
                uses.replacements.push(Replacement {
                    target: target.path,
                    stand_in: stand_in.path,
                    at: stand_in.at,
                });
            }
        }
    }
}

/// Visits an expression that binds the variables in it.
fn bind(expr: &Expr, uses: &mut Uses) {
    match expr {
        Expr::Var { span, .. } => {
            uses.locals.insert(span.text().to_owned());
        }
        Expr::Array { items, .. } => items.iter().for_each(|item| bind(item, uses)),
        Expr::Object { fields, .. } => fields.iter().for_each(|(_, _, value)| bind(value, uses)),
        other => visit(other, uses),
    }
}

fn visit(expr: &Expr, uses: &mut Uses) {
    match expr {
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. } => {}
        Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
            let found = static_path(expr);
            found.computed.iter().for_each(|inner| visit(inner, uses));
            if !found.path.is_empty() {
                uses.refs.push(Reference { path: found.path, at: found.at, start: found.start });
            }
        }
        Expr::Array { items, .. } | Expr::Set { items, .. } => {
            items.iter().for_each(|item| visit(item, uses))
        }
        Expr::Object { fields, .. } => fields.iter().for_each(|(_, key, value)| {
            visit(key, uses);
            visit(value, uses);
        }),
        Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
            visit(term, uses);
            visit_query(query, uses);
        }
        Expr::ObjectCompr { key, value, query, .. } => {
            visit(key, uses);
            visit(value, uses);
            visit_query(query, uses);
        }
        Expr::Call { fcn, params, .. } => {
            let function = static_path(fcn);
            let texts = params.iter().map(|param| text_of(param)).collect();
            uses.calls.push(Call { path: function.path, arguments: params.len(), texts, at: function.at });
            params.iter().for_each(|param| visit(param, uses));
        }
        Expr::UnaryExpr { expr, .. } => visit(expr, uses),
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. } => {
            visit(lhs, uses);
            visit(rhs, uses);
        }
        Expr::AssignExpr { op, lhs, rhs, .. } => {
            match op {
                AssignOp::ColEq => bind(lhs, uses),
                AssignOp::Eq => visit(lhs, uses),
            }
            visit(rhs, uses);
        }
        Expr::Membership { key, value, collection, .. } => {
            key.iter().for_each(|key| visit(key, uses));
            visit(value, uses);
            visit(collection, uses);
        }
    }
}

fn text_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::String { value, .. } | Expr::RawString { value, .. } => {
            value.as_string().ok().map(|text| text.to_string())
        }
        _ => None,
    }
}
