use super::*;
use crate::output::{Format, sample};

fn render(report: &Report, options: OutputOptions) -> String {
    let mut out = Vec::new();
    Format::Human.reporter(options).write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn show() {
    println!("{}", render(&sample::rich(), OutputOptions { ..OutputOptions::default() }));
    println!("{}", render(&sample::rich(), OutputOptions { color: true, ..OutputOptions::default() }));
    println!("{}", render(&sample::hostile(), OutputOptions { ..OutputOptions::default() }));
}
