//! The `jsonl` format: JSON Lines, one finding or error a line, for streams and for scripts that read line by
//! line.
//!
//! Each line is an object with a `type`: `finding` and `error` have the fields of the `json` format, and the
//! last line, `summary`, says what the scan came to. A file without that line was cut off and says nothing.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{self, ComparedOut, ErrorOut, FindingOut, GateOut, StatsOut, ToolOut};
use super::json_text::write_json_line;
use super::{OutputOptions, Reporter};
use crate::scan::Report;

/// Writes JSON Lines.
pub(super) struct Jsonl {
    pub(super) options: OutputOptions,
}

/// One line.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Finding(FindingOut<'a>),
    Error(ErrorOut<'a>),
    Summary(SummaryOut<'a>),
}

#[derive(Serialize)]
struct SummaryOut<'a> {
    /// The version of the schema, the same as that of the `json` format.
    version: u32,
    tool: ToolOut<'a>,
    /// That nothing is missing above this line. (Whether everything could be checked is the verdict's to say.)
    complete: bool,
    verdict: &'a str,
    fail_on: &'a str,
    /// How many lines above are findings, and how many are errors.
    findings: usize,
    errors: usize,
    stats: StatsOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<ComparedOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<GateOut<'a>>,
}

impl Reporter for Jsonl {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut line = |line: Line<'_>| write_json_line(out, &line);
        for finding in &report.findings {
            line(Line::Finding(json::finding_out(report, finding)))?;
        }
        for error in &report.errors {
            line(Line::Error(json::error_out(report, error)))?;
        }
        line(Line::Summary(SummaryOut {
            version: json::VERSION,
            tool: json::tool_out(&self.options),
            complete: true,
            verdict: report.verdict().name(),
            fail_on: json::fail_on(report),
            findings: report.findings.len(),
            errors: report.errors.len(),
            stats: json::stats_out(report),
            compared: json::compared_out(report),
            gate: json::gate_out(report),
        }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::output::{Format, sample};

    fn written(format: Format, report: &Report) -> String {
        let mut out = Vec::new();
        format.reporter(OutputOptions::default()).write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The lines say what the `json` format says, field by field.
    #[test]
    fn lines_are_the_parts_of_the_json_report() {
        for report in [sample::rich(), sample::hostile(), Report::default()] {
            let whole: Value = serde_json::from_str(&written(Format::Json, &report)).unwrap();
            let text = written(Format::Jsonl, &report);
            let mut lines: Vec<Value> =
                text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let summary = lines.pop().unwrap();
            assert_eq!((&summary["type"], &summary["complete"]), (&"summary".into(), &true.into()));
            for field in ["version", "tool", "verdict", "fail_on", "stats"] {
                assert_eq!(summary[field], whole[field], "{field}");
            }
            let mut of = |wanted: &str| -> Vec<Value> {
                let these = lines.iter_mut().filter(|line| line["type"] == wanted);
                these
                    .map(|line| {
                        line.as_object_mut().unwrap().remove("type");
                        line.clone()
                    })
                    .collect()
            };
            let (findings, errors) = (of("finding"), of("error"));
            assert_eq!(summary["findings"], findings.len());
            assert_eq!(summary["errors"], errors.len());
            assert_eq!(
                (Value::Array(findings), Value::Array(errors)),
                (whole["findings"].clone(), whole["errors"].clone())
            );
        }
    }

    /// Cut off anywhere, the report has no whole last line that says it is complete.
    #[test]
    fn what_is_cut_off_has_no_summary() {
        let text = written(Format::Jsonl, &sample::hostile());
        let complete = |text: &str| {
            let last = text.lines().last().and_then(|line| serde_json::from_str::<Value>(line).ok());
            last.is_some_and(|line| line["type"] == "summary" && line["complete"] == true)
        };
        assert!(complete(&text));
        let whole = text.trim_end().len();
        assert!((0..whole).filter(|at| text.is_char_boundary(*at)).all(|at| !complete(&text[..at])));
    }
}
