//! Tests of what is said and answered, without a process: a channel that runs the other side in a thread.

use std::io::Write;
use std::os::unix::net::UnixStream;

use super::*;
use message::{encode, read_frame, write_frame};

/// Everything that the other side answers to these frames.
fn answers(frames: &[&[u8]]) -> Vec<Vec<u8>> {
    let (mut near, mut far) = UnixStream::pair().unwrap();
    let other = std::thread::spawn(move || serve(&mut far));
    for frame in frames {
        write_frame(&mut near, frame).unwrap();
    }
    near.flush().unwrap();
    near.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answers = Vec::new();
    while let Some(answer) = read_frame(&mut near).unwrap_or_default() {
        answers.push(answer);
    }
    let _ = other.join();
    answers
}

fn load(text: &str) -> Vec<u8> {
    let bundle = Bundle::from_files([("p.rego".to_owned(), text.to_owned())]);
    encode(&Request::load(&[&bundle]))
}

fn evaluate(rules: &[&str]) -> Vec<u8> {
    encode(&Request::Evaluate { rules: rules.iter().map(|id| (*id).to_owned()).collect(), extra: None })
}

#[track_caller]
fn check(frames: &[&[u8]], expected: &[&str]) {
    let shown: Vec<String> =
        answers(frames).into_iter().map(|answer| String::from_utf8(answer).unwrap()).collect();
    assert_eq!(shown, expected);
}

#[test]
fn questions_are_answered_in_their_order() {
    let policy =
        load("package a\n\ndeny contains input.x\n\nwarn contains \"w\" if input.y\n\nviolation := 1");
    let both = evaluate(&["a/deny", "a/warn"]);
    check(&[&policy, &both, b"{\"x\": 1.5}"], &["\"done\"", "{\"values\":[[1.5],[]]}"]);
    let alone = evaluate(&["a/violation"]);
    check(&[&policy, &alone, b"{}", &alone, b"{}"], &["\"done\"", "{\"values\":[1]}", "{\"values\":[1]}"]);
    check(&[&policy, &evaluate(&["b/deny"]), b"{}"], &["\"done\"", "{\"failed\":\"there is no such rule\"}"]);
}

#[test]
fn mistakes_come_back_with_their_places() {
    let [answer] = answers(&[&load("package a\n\ndeny contains http.send({})")]).try_into().unwrap();
    let Some(Answer::Refused(mistakes)) = message::decode(&answer) else { panic!("{answer:?}") };
    let shown: Vec<String> =
        mistakes.into_iter().map(|mistake| PolicyError::from(mistake).to_string()).collect();
    assert_eq!(shown, ["p.rego:3:15: http.send is not allowed in a policy"]);
}

#[test]
fn documents_may_nest_as_deep_as_they_may() {
    let policy = load("package a\n\ndeny contains \"deep\" if count(input) == 1");
    let input = format!("{}{}", "[".repeat(limits::DEPTH + 2), "]".repeat(limits::DEPTH + 2));
    let alone = evaluate(&["a/deny"]);
    check(&[&policy, &alone, input.as_bytes()], &["\"done\"", "{\"values\":[[\"deep\"]]}"]);
}

#[test]
fn an_answer_that_is_too_long_is_a_failure() {
    let policy = load("package a\n\ndeny contains concat(input.x, [input.x, input.x, input.x, input.x])");
    let input = format!("{{\"x\": \"{}\"}}", "x".repeat(limits::ANSWER_BYTES / 6));
    let alone = evaluate(&["a/deny"]);
    let long = "{\"failed\":\"its answer is larger than 8 MiB\"}";
    check(&[&policy, &alone, input.as_bytes()], &["\"done\"", long]);
}

#[test]
fn what_is_no_question_ends_it() {
    check(&[b"{}"], &[]);
    check(&[&evaluate(&["a/deny"]), b"{}"], &[]);
}
