//! Colours of text for people, or none.

use anstyle::{AnsiColor, Style};

use crate::policy::Severity;

/// Paints words, if colours are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// Whether they are.
    pub(super) color: bool,
}

impl Paint {
    /// `text` in `style`.
    pub(super) fn text(self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// `text` in the colour of `severity`.
    pub(super) fn severity(self, severity: Severity, text: &str) -> String {
        self.text(severity_style(severity), text)
    }

    /// `text` so that it stands out.
    pub(super) fn bold(self, text: &str) -> String {
        self.text(Style::new().bold(), text)
    }

    /// `text` so that it stands back.
    pub(super) fn dim(self, text: &str) -> String {
        self.text(Style::new().dimmed(), text)
    }

    /// `text` as something good.
    pub(super) fn green(self, text: &str) -> String {
        self.text(AnsiColor::Green.on_default(), text)
    }

    /// `text` as something bad.
    pub(super) fn red(self, text: &str) -> String {
        self.text(AnsiColor::Red.on_default(), text)
    }

    /// `text` as the word before an explanation.
    pub(super) fn label(self, text: &str) -> String {
        self.text(AnsiColor::Cyan.on_default().bold(), text)
    }
}

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Critical => AnsiColor::Magenta.on_default().bold(),
        Severity::High => AnsiColor::Red.on_default().bold(),
        Severity::Medium => AnsiColor::Yellow.on_default().bold(),
        Severity::Low => AnsiColor::Blue.on_default().bold(),
    }
}
