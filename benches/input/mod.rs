//! What is measured: texts made by a small generator, the same in every run, in the styles people write in.
//!
//! All of it is our own; nothing is fetched, nothing is real. Numbers only choose between styles.

use std::fmt::Write as _;

/// One of `ways` ways, spread over the numbers.
fn way(number: usize, salt: usize, ways: usize) -> usize {
    (number.wrapping_mul(2_654_435_761).wrapping_add(salt.wrapping_mul(40_503)) >> 7) % ways
}

fn pick<'a>(number: usize, salt: usize, words: &[&'a str]) -> &'a str {
    words.get(way(number, salt, words.len())).copied().unwrap_or_default()
}

const IMAGES: [&str; 6] = [
    "nginx",
    "ghcr.test/shop/web:1.4.2",
    "redis:latest",
    "\"postgres:16\"",
    "busybox:1.36",
    "shop.test/api:v2",
];

/// A Deployment with its Service.
pub(crate) fn deployment(number: usize) -> String {
    let mut text = String::new();
    let name = format!("web-{number}");
    if way(number, 1, 3) == 0 {
        text.push_str("# The shop's front, as it runs in production.\n---\n");
    }
    let _ = writeln!(
        text,
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  labels: {{app: {name}, tier: front}}"
    );
    let _ = writeln!(
        text,
        "spec:\n  replicas: {}\n  selector:\n    matchLabels:\n      app: {name}",
        1 + way(number, 2, 5)
    );
    let _ = writeln!(text, "  template:\n    metadata:\n      labels:\n        app: {name}\n    spec:");
    if way(number, 3, 4) == 0 {
        text.push_str("      hostNetwork: yes  # the load balancer needs it\n");
    }
    text.push_str("      containers:\n");
    let dash = if way(number, 4, 2) == 0 { "      - " } else { "        - " };
    let pad = " ".repeat(dash.len());
    for container in 0..=way(number, 5, 3) {
        let _ = writeln!(text, "{dash}name: c{container}\n{pad}image: {}", pick(number, container, &IMAGES));
        let _ = writeln!(text, "{pad}ports:\n{pad}- containerPort: {}\n{pad}env:", 8000 + container);
        for variable in 0..4 {
            let _ = writeln!(
                text,
                "{pad}- name: SETTING_{variable}\n{pad}  value: \"{}\"",
                way(number, variable, 9999)
            );
        }
        match way(number, container, 3) {
            0 => {
                let _ = writeln!(text, "{pad}resources:\n{pad}  limits: {{cpu: 500m, memory: 128Mi}}");
            }
            1 => {
                let _ = writeln!(
                    text,
                    "{pad}securityContext:\n{pad}  runAsNonRoot: true\n{pad}  privileged: false"
                );
            }
            _ => {}
        }
    }
    let _ = write!(
        text,
        "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\nspec:\n  selector:\n    app: {name}\n  ports:\n  - port: 80\n"
    );
    text
}

/// The same kind of object as JSON.
pub(crate) fn json(number: usize) -> String {
    let name = format!("job-{number}");
    let image = pick(number, 1, &IMAGES).trim_matches('"');
    format!(
        "{{\n  \"apiVersion\": \"batch/v1\",\n  \"kind\": \"Job\",\n  \"metadata\": {{\"name\": \"{name}\"}},\n  \
         \"spec\": {{\n    \"template\": {{\n      \"spec\": {{\n        \"restartPolicy\": \"Never\",\n        \
         \"containers\": [\n          {{\n            \"name\": \"main\",\n            \"image\": \"{image}\",\n            \
         \"args\": [\"--number\", \"{number}\", \"--verbose\"]\n          }}\n        ]\n      }}\n    }}\n  }}\n}}\n"
    )
}

/// A Dockerfile of two stages.
pub(crate) fn dockerfile(number: usize) -> String {
    let install = match way(number, 1, 3) {
        0 => {
            "RUN apt-get update && \\\n    # what the build needs\n    apt-get install -y --no-install-recommends \\\n      curl git \\\n && rm -rf /var/lib/apt/lists/*"
        }
        1 => "RUN <<END\nset -e\napk add --no-cache curl\nnpm install\nEND",
        _ => "RUN pip install flask==3.0.0 && curl -fsSL https://get.test/tool.sh | sh",
    };
    let user = if way(number, 2, 2) == 0 { "USER 10001\n" } else { "" };
    format!(
        "# syntax=docker/dockerfile:1\nARG VERSION=1.{}\nFROM golang:${{VERSION}} AS build\nWORKDIR /src\n\
         COPY go.mod go.sum ./\n{install}\nENV CGO_ENABLED=0 GOFLAGS=\"-trimpath -v\"\nRUN go build -o /out/app ./cmd/app\n\n\
         FROM {}\nLABEL org.test.number=\"{number}\"\nCOPY --from=build --chown=10001 /out/app /app\nEXPOSE 8080/tcp\n\
         {user}ENTRYPOINT [\"/app\", \"--serve\"]\n",
        20 + way(number, 3, 5),
        pick(number, 4, &["alpine", "alpine:3.20", "gcr.test/static:latest", "scratch"]),
    )
}

/// A workflow of two jobs.
pub(crate) fn workflow(number: usize) -> String {
    let limit = if way(number, 1, 2) == 0 { "    timeout-minutes: 20\n" } else { "" };
    format!(
        "name: build {number}\non:\n  push:\n    branches: [main]\n  pull_request:\njobs:\n  test:\n    \
         runs-on: ubuntu-latest\n{limit}    steps:\n      - uses: actions/checkout@v4\n      - uses: actions/setup-go@{}\n        \
         with:\n          go-version: '1.22'\n      - run: |\n          go vet ./...\n          go test -race ./... | tee log\n  \
         image:\n    needs: test\n    runs-on: ubuntu-latest\n    container: golang:1.22\n    steps:\n      - name: build\n        \
         env:\n          NUMBER: ${{{{ github.run_number }}}}\n        run: docker build -t shop.test/web:$NUMBER .\n",
        pick(number, 2, &["v5", "main", "0123456789abcdef0123456789abcdef01234567"]),
    )
}

/// A Compose project of three services.
pub(crate) fn compose(number: usize) -> String {
    let image = pick(number, 1, &IMAGES);
    format!(
        "services:\n  web:\n    image: {image}\n    ports:\n      - \"80{:02}:80\"\n    environment:\n      MODE: production\n    \
         depends_on: [db]\n  worker:\n    build: .\n    command: [\"run\", \"--forever\"]\n    privileged: {}\n  db:\n    \
         image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql\n    deploy:\n      resources:\n        limits:\n          \
         memory: 512M\nvolumes:\n  data: {{}}\n",
        number % 100,
        way(number, 2, 2) == 0,
    )
}

/// A go.mod of so many requirements.
pub(crate) fn go_mod(requirements: usize) -> String {
    let mut text = "module shop.test/web\n\ngo 1.22\n\ntoolchain go1.22.3\n\nrequire (\n".to_owned();
    for number in 0..requirements {
        let version =
            pick(number, 1, &["v1.4.0", "v0.0.0-20240102030405-0123456789ab", "v2.1.3+incompatible"]);
        let mark = if way(number, 2, 2) == 0 { " // indirect" } else { "" };
        let _ = writeln!(text, "\tlib.test/group{}/module{number} {version}{mark}", number % 17);
    }
    text.push_str(")\n\nreplace lib.test/group1/module1 => ./fork // until it is released\n");
    text
}

/// A go.sum of so many modules.
pub(crate) fn go_sum(modules: usize) -> String {
    let mut text = String::new();
    for number in 0..modules {
        let digit = |i: usize| {
            char::from(
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                    [way(number * 43 + i, 3, 64)],
            )
        };
        let hash: String = (0..42).map(digit).collect();
        let _ = writeln!(text, "lib.test/group{}/module{number} v1.4.0 h1:{hash}A=", number % 17);
        let _ = writeln!(text, "lib.test/group{}/module{number} v1.4.0/go.mod h1:{hash}E=", number % 17);
    }
    text
}

/// Source text as most files of a repository are, with now and then something that looks like a secret.
pub(crate) fn source_text(functions: usize) -> String {
    let mut text = "package shop\n\nimport \"fmt\"\n\n".to_owned();
    for number in 0..functions {
        let _ = writeln!(text, "// Step{number} counts what is in the basket, and says so.");
        let _ = writeln!(
            text,
            "func Step{number}(basket []string, token string) error {{\n\tfor i, item := range basket {{"
        );
        let _ = writeln!(
            text,
            "\t\tfmt.Printf(\"%d of {number}: %s\\n\", i, item)\n\t}}\n\treturn check(token, {number})\n}}\n"
        );
        if number % 50 == 0 {
            let _ =
                writeln!(text, "var password{number} = \"k3y{:x}Qz81v\"\n", way(number, 1, 1 << 20) + 4096);
        }
    }
    text
}
