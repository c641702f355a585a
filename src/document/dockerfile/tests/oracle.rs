//! The same files read by another parser, as far as it reads them.

use parse_dockerfile::{Command, Instruction, JsonOrStringArray};
use serde_json::json;

use super::*;

const FILES: &[&str] = &[
    "# syntax=docker/dockerfile:1\nARG V=1.22\nFROM --platform=$BUILDPLATFORM golang:${V} AS build\n\
     WORKDIR /src\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/go/pkg go mod download\n\
     COPY . .\nRUN CGO_ENABLED=0 go build -o /bin/app \\\n    # the command\n    ./cmd/app\n\n\
     FROM scratch\nCOPY --from=build --chown=1:1 /bin/app /app\nUSER 65532\nEXPOSE 8080/tcp 9090\n\
     ENTRYPOINT [\"/app\", \"--listen\", \":8080\"]\nCMD [\"serve\"]\n",
    "from debian:12\nrun apt-get update \\\n && apt-get install -y \\\n      curl \\\n      git\n\
     ENV A=1 B=2\nLABEL a=b\nADD [\"a b\", \"/c\"]\nVOLUME [\"/data\"]\nSTOPSIGNAL SIGTERM\n\
     SHELL [\"/bin/bash\", \"-c\"]\nHEALTHCHECK CMD curl localhost\nONBUILD RUN make\nMAINTAINER someone\n",
    "FROM a\r\nRUN b \\\r\n  c\r\nUSER d\r\nVOLUME /a /b\r\n",
    "# escape=`\nFROM a\nRUN b `\n  c\nCOPY d e\\\nUSER f\n",
    "FROM a\nRUN <<EOF\nx\ny\nEOF\nUSER z\n",
];

/// The keyword, the place of the keyword, and the words where both parsers know words.
fn theirs(instruction: &Instruction) -> (&'static str, usize, Option<Vec<String>>) {
    let list = |list: &JsonOrStringArray<1>| match list {
        JsonOrStringArray::Json(items) => {
            Some(items.value.iter().map(|item| item.value.to_string()).collect())
        }
        JsonOrStringArray::String(items) => Some(items.iter().map(|item| item.value.to_string()).collect()),
    };
    let exec = |command: &Command| match command {
        Command::Exec(items) => Some(items.value.iter().map(|item| item.value.to_string()).collect()),
        _ => None,
    };
    match instruction {
        Instruction::Add(it) => ("ADD", it.add.span.start, None),
        Instruction::Arg(it) => ("ARG", it.arg.span.start, None),
        Instruction::Cmd(it) => ("CMD", it.cmd.span.start, exec(&it.arguments)),
        Instruction::Copy(it) => ("COPY", it.copy.span.start, None),
        Instruction::Entrypoint(it) => ("ENTRYPOINT", it.entrypoint.span.start, exec(&it.arguments)),
        Instruction::Env(it) => ("ENV", it.env.span.start, None),
        Instruction::Expose(it) => {
            let ports = it.arguments.iter().map(|port| port.value.to_string()).collect();
            ("EXPOSE", it.expose.span.start, Some(ports))
        }
        Instruction::From(it) => {
            let name = it.as_.iter().flat_map(|(_, name)| ["AS".to_owned(), name.value.to_string()]);
            let words = [it.image.value.to_string()].into_iter().chain(name).collect();
            ("FROM", it.from.span.start, Some(words))
        }
        Instruction::Healthcheck(it) => ("HEALTHCHECK", it.healthcheck.span.start, None),
        Instruction::Label(it) => ("LABEL", it.label.span.start, None),
        Instruction::Maintainer(it) => {
            ("MAINTAINER", it.maintainer.span.start, Some(vec![it.name.value.to_string()]))
        }
        // Ours names what is triggered.
        Instruction::Onbuild(it) => (theirs(&it.instruction).0, it.onbuild.span.start, None),
        Instruction::Run(it) => ("RUN", it.run.span.start, exec(&it.arguments)),
        Instruction::Shell(it) => {
            let words = it.arguments.iter().map(|word| word.value.to_string()).collect();
            ("SHELL", it.shell.span.start, Some(words))
        }
        Instruction::Stopsignal(it) => {
            ("STOPSIGNAL", it.stopsignal.span.start, Some(vec![it.arguments.value.to_string()]))
        }
        Instruction::User(it) => ("USER", it.user.span.start, Some(vec![it.arguments.value.to_string()])),
        Instruction::Volume(it) => ("VOLUME", it.volume.span.start, list(&it.arguments)),
        Instruction::Workdir(it) => {
            ("WORKDIR", it.workdir.span.start, Some(vec![it.arguments.value.to_string()]))
        }
        other => panic!("an instruction this test does not know: {other:?}"),
    }
}

#[test]
fn another_parser_reads_the_same() {
    for text in FILES {
        let oracle = parse_dockerfile::parse(text).unwrap();
        let document = parsed(text).documents.remove(0);
        let tree = &document.tree;
        let ours = tree.items(tree.at(&["instructions"]).unwrap());
        assert_eq!(ours.len(), oracle.instructions.len(), "in {text:?}");
        for (ours, theirs_) in ours.iter().zip(&oracle.instructions) {
            let (cmd, start, words) = theirs(theirs_);
            let value = tree.json_of(*ours);
            assert_eq!(
                (&value["cmd"], tree.node(*ours).span.start as usize),
                (&json!(cmd), start),
                "in {text:?}"
            );
            if let Some(words) = words {
                let single = value.get("value").map(|value| json!([value]));
                let list = value.get("args").or_else(|| value.get("ports")).cloned();
                assert_eq!(single.or(list), Some(json!(words)), "{cmd} in {text:?}");
            }
        }
    }
}
