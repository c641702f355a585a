//! Texts that the parser could not bear.

use std::num::NonZeroU32;

use regorus::unstable::{Lexer, Source, TokenKind};

use super::at;
use crate::limits;
use crate::policy::error::PolicyError;

/// How long a line may be, as the parser wants to be told.
pub(super) const COLUMNS: NonZeroU32 = match NonZeroU32::new(limits::POLICY_COLUMNS) {
    Some(columns) => columns,
    None => NonZeroU32::MAX,
};

/// Refuses texts whose nesting would take the parser exponential time, or whose chains of operators would
/// build a tree too deep for the stack.
pub(super) fn bearable(path: &str, source: &Source) -> Result<(), PolicyError> {
    const OPERATORS: &[&str] =
        &["+", "-", "*", "/", "%", "&", "|", "=", "==", "!=", "<", ">", "<=", ">=", ":=", ".", "in", "if"];
    let mut lexer = Lexer::new(source);
    lexer.set_max_col(COLUMNS);
    // How many operators the expression at each level of brackets has so far.
    let mut chains: Vec<usize> = vec![0];
    let mut previous = (0, false);
    loop {
        let token = lexer.next_token().map_err(|e| PolicyError::from_engine(path, &e.to_string()))?;
        let span = &token.1;
        let text = match token.0 {
            TokenKind::Eof => return Ok(()),
            TokenKind::Symbol => span.text(),
            TokenKind::Ident if matches!(span.text(), "in" | "if" | "not") => span.text(),
            _ => "",
        };
        let operator = OPERATORS.contains(&text) || text == "[";
        if let Some(chain) = chains.last_mut() {
            let starts_anew =
                matches!(text, "," | ";") || span.line != previous.0 && !operator && !previous.1;
            let before = if starts_anew { 0 } else { *chain };
            *chain = before + usize::from(operator || text == "not");
            if *chain > limits::POLICY_CHAIN {
                return Err(PolicyError::new(path, at(span), "the expression has too many operators"));
            }
        }
        match text {
            "{" | "[" | "(" => chains.push(0),
            "}" | "]" | ")" if chains.len() > 1 => {
                chains.pop();
            }
            _ => {}
        }
        if chains.len() > limits::POLICY_NESTING + 1 {
            let message = format!("brackets nest deeper than {} levels", limits::POLICY_NESTING);
            return Err(
                PolicyError::new(path, at(span), message).help("name the inner value in a rule of its own")
            );
        }
        previous = (span.line, operator && text != "[" || text == "not");
    }
}
