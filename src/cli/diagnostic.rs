//! What the user did wrong before a scan, shown with the place in their file. The only module that names
//! miette's handler.

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode, SourceSpan,
};

use super::streams::Look;
use crate::document::secrets;
use crate::finding::without_secrets;
use crate::output::escape::{self, ends_with_command, guard, is_hidden};
use crate::text::Span;

/// A usage, configuration or policy error: exit code 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// What is wrong, in lower case.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where it is wrong, if in a file.
    pub label: Option<Box<Label>>,
}

/// A place in a file that the user wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The file's name.
    pub file: String,
    /// Its text.
    pub text: String,
    /// The place.
    pub span: Span,
    /// A word about the place; may be empty.
    pub note: String,
}

impl UserError {
    /// An error without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, label: None }
    }

    /// The same with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a place.
    #[must_use]
    pub fn at(mut self, label: Label) -> Self {
        self.label = Some(Box::new(label));
        self
    }

    /// The text for standard error.
    pub(super) fn render(&self, look: Look) -> String {
        let theme = match (look.terminal, look.color) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => {
                GraphicalTheme { styles: miette::ThemeStyles::ansi(), ..GraphicalTheme::ascii() }
            }
            (false, false) => GraphicalTheme::none(),
        };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(look.width).with_links(false);
        let mut out = String::new();
        match handler.render_report(&mut out, &Shown::new(self)) {
            // Its lines are wrapped, so that any word of it may begin one.
            Ok(()) => guard(&out).into_owned(),
            Err(_) => format!("gatecheck: {}\n", escape::line(&without_secrets(&self.message))),
        }
    }
}

/// An error as miette wants it, with nothing in it that a terminal would obey, and without secrets: the mistake
/// in a configuration may be a token on the wrong line, and lines are shown with their neighbours.
#[derive(Debug)]
struct Shown {
    message: String,
    help: Option<String>,
    source: Option<NamedSource<String>>,
    label: Option<LabeledSpan>,
}

impl Shown {
    fn new(error: &UserError) -> Self {
        // A message may quote what its place says.
        let secrets = error.label.as_ref().map(|label| secrets_of(label)).unwrap_or_default();
        let shown = |text: &str| {
            let mut text = without_secrets(text);
            for secret in &secrets {
                text = text.replace(secret, &"*".repeat(secret.chars().count()));
            }
            escape::line(&text).into_owned()
        };
        let label = error.label.as_ref().map(|label| {
            let end = label.text.len();
            let start = label.text.floor_char_boundary(label.span.range().start.min(end));
            let length = label.span.len().min(end - start);
            let note = Some(shown(&label.note)).filter(|note| !note.is_empty());
            LabeledSpan::new_with_span(note, SourceSpan::from((start, length)))
        });
        let source = error.label.as_ref();
        Self {
            message: shown(&error.message),
            help: error.help.as_deref().map(shown),
            source: source.map(|label| NamedSource::new(escape::line(&label.file), harmless(&masked(label)))),
            label,
        }
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.label.clone().map(|label| Box::new(std::iter::once(label)) as Box<dyn Iterator<Item = _>>)
    }
}

/// Where the file holds what looks like a secret, or, unless it is a program, stands behind the name of one.
fn hidden(label: &Label) -> Vec<Span> {
    let text = label.text.as_bytes();
    let mut hidden: Vec<Span> = secrets::search(text).into_iter().map(|candidate| candidate.span).collect();
    // In Rego, `token := input.spec.tokenName` is no token.
    if !label.file.ends_with(".rego") {
        hidden.extend(secrets::named_values(text));
    }
    hidden
}

fn masked(label: &Label) -> String {
    secrets::mask(&label.text, &hidden(label))
}

fn secrets_of(label: &Label) -> Vec<&str> {
    hidden(label).into_iter().filter_map(|span| label.text.get(span.range())).collect()
}

/// The text with each byte replaced by `?` of what a terminal or a build runner would obey: all places stay
/// where they are.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let commands = c == '[' && ends_with_command(&out);
        if commands || is_hidden(c) && !matches!(c, '\n' | '\r' | '\t') {
            out.extend(std::iter::repeat_n('?', c.len_utf8()));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look = Look { terminal: false, color: false, width: 80 };

    #[test]
    fn the_place_is_shown_and_nothing_is_obeyed() {
        let text = "fail-on: medium\nselct: [\u{1b}a, ##[error]b]\n".to_owned();
        let label =
            Label { file: "gatecheck.yaml".into(), text, span: Span::new(16, 21), note: "here".into() };
        let error = UserError::new("unknown key `selct`").with_help("did you mean `select`?").at(label);
        let shown = error.render(PLAIN);
        for part in
            ["unknown key `selct`", "gatecheck.yaml:2:1", "selct: [?a, ##?error]b]", "here", "did you mean"]
        {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(!shown.contains('\u{1b}'));
        let long =
            UserError::new("a ".repeat(30) + "::error::x " + &"b ".repeat(30)).with_help("::warning::y");
        let shown = long.render(Look { width: 61, ..PLAIN });
        assert!(shown.lines().all(|line| !line.trim_start().starts_with("::")), "{shown}");
    }

    #[test]
    fn no_secret_is_quoted() {
        // Assembled here, so that no scanner takes this file for a leak.
        let token = format!("ghp{}{}", "_", "h3Kd92LsPq0ZxVn4TgBw71RyUc85EmJa2oFi");
        let password = ["k3y", "Qz81", "!vXw"].concat();
        let text = format!("{token}: 1\nselct: x\npassword: {password}\n");
        for (file, start, end) in [("gatecheck.yaml", 0, 40), ("gatecheck.yaml", 44, 49), ("a.json", 60, 70)]
        {
            let span = Span::new(start, end);
            let label = Label { file: file.into(), text: text.clone(), span, note: format!("at {token}") };
            let error =
                UserError::new(format!("unknown key `{token}` or {password}")).with_help(&token).at(label);
            let shown = error.render(PLAIN);
            assert!(!shown.contains(&token[4..12]) && !shown.contains(&password), "{shown}");
            assert!(shown.contains("****"), "{shown}");
        }
        let code = "token := input.spec.TokenName\nx := 1\n";
        let label =
            Label { file: "a.rego".into(), text: code.into(), span: Span::new(0, 5), note: String::new() };
        assert!(UserError::new("wrong").at(label).render(PLAIN).contains("input.spec.TokenName"));
    }

    #[test]
    fn a_place_outside_the_text_does_no_harm() {
        for (start, end) in [(0, 0), (1, 2), (3, 900), (900, 901), (4, 2)] {
            let span = Span { start, end };
            let label = Label { file: "f".into(), text: "aéb".into(), span, note: String::new() };
            assert!(UserError::new("wrong").at(label).render(PLAIN).contains("wrong"));
        }
    }
}
