//! What the YAML parser says of a text. The only module that names it.

use std::borrow::Cow;

use granit_parser::Parser;
pub(super) use granit_parser::{Event, ScalarStyle, StructureStyle, Tag};

use crate::limits;
use crate::text::{SourceFile, Span};

/// The document cannot be read on, and who says so has noted why.
pub(super) struct Abandoned;

/// The texts in double quotes, keys among them, in the order of the text; those that can be read.
pub(super) fn double_quoted(source: &SourceFile) -> Vec<Span> {
    let mut found = Vec::new();
    each_event(source, |event| match event {
        Ok((Event::Scalar(_, ScalarStyle::DoubleQuoted, ..), span)) => {
            found.push(span);
            Ok(())
        }
        Ok(_) => Ok(()),
        Err(_) => Err(Abandoned),
    });
    found
}

/// Hands on what the parser says: events with their places, or where and why it gives up. A document that is
/// abandoned is passed over.
pub(super) fn each_event<'a>(
    source: &'a SourceFile,
    mut take: impl FnMut(Result<(Event<'a>, Span), (usize, Cow<'static, str>)>) -> Result<(), Abandoned>,
) {
    let options = granit_parser::options! {
        max_buffered_comment_events: usize::MAX,
        simple_key_max_lookahead: 64 * 1024,
        block_scalar_eof_without_line_feed: true,
        flow_nesting_limit: limits::DEPTH,
        block_nesting_limit: limits::DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(&source.text, options);
    while let Some(event) = parser.next_event() {
        let taken = match event {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or_default();
                take(Ok((event, Span::new(range.start, range.end))))
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(source.text.len()).min(source.text.len());
                take(Err((at, error.info().to_string().into())))
            }
        };
        if taken.is_err() && !matches!(parser.proceed_next_document(), Ok(true)) {
            break;
        }
    }
}
