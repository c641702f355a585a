//! A repository full of secrets, in all the places where they are found in practice and in some where they are
//! not, beside places that other rules point at.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::plants::{LOWER, WORD, key_lines, plants, random};

/// Files with secrets in them, and the secrets.
#[derive(Default)]
pub(super) struct Repository {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// What must be shown nowhere: what it is, and the text.
    pub(super) hidden: Vec<(String, String)>,
    /// Lines as they are to be seen, with stars for the secrets, where something points at them.
    pub(super) masked: Vec<(&'static str, String)>,
    /// Of each plant its file.
    pub(super) plants: Vec<(&'static str, String)>,
    seed: u64,
}

impl Repository {
    fn file(&mut self, path: &str, text: impl AsRef<[u8]>) {
        assert!(self.files.insert(path.to_owned(), text.as_ref().to_vec()).is_none(), "{path}");
    }

    /// A new secret that only its place gives away.
    fn secret(&mut self, what: &'static str) -> String {
        self.seed += 1;
        let secret = random(WORD, 18, self.seed);
        self.hidden.push((what.to_owned(), secret.clone()));
        secret
    }

    /// A new token of a known issuer.
    fn token(&mut self, what: &'static str) -> String {
        self.seed += 1;
        let hidden = random(WORD, 36, self.seed);
        self.hidden.push((what.to_owned(), hidden.clone()));
        format!("ghp_{hidden}")
    }

    /// Expects that a line is shown with stars for the secret.
    fn expect(&mut self, what: &'static str, line: &str, secret: &str) {
        assert!(line.contains(secret), "{line}");
        // A mask is as long as what it hides in bytes.
        self.masked.push((what, line.replace(secret, &"*".repeat(secret.len())).trim().to_owned()));
    }

    pub(super) fn write(&self, folder: &Path) {
        for (path, text) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// The repository. `seed` tells its secrets apart from those of another one; their shapes are the same.
pub(super) fn repository(seed: u64) -> Repository {
    let mut it = Repository { seed: seed * 1_000_000, ..Repository::default() };
    for (number, plant) in (0..).zip(plants()) {
        let path = format!("etc/{number:03}.conf");
        it.file(&path, plant.text());
        it.plants.push((plant.kind, path));
        it.hidden.extend(plant.hidden.iter().map(|text| (plant.kind.to_owned(), text.clone())));
    }
    kubernetes(&mut it);
    yaml(&mut it);
    workflows(&mut it);
    dockerfiles(&mut it);
    others(&mut it);
    beside(&mut it);
    cut(&mut it);
    unreadable(&mut it);
    it
}

fn kubernetes(it: &mut Repository) {
    let (raw, text, short) =
        (it.secret("Secret data"), it.secret("Secret stringData"), it.secret("stringData block"));
    let data = base64(&raw);
    let lines: Vec<String> = key_lines(it.seed).iter().map(|line| line[..60].to_owned()).collect();
    it.seed += 10;
    it.hidden.extend(lines.iter().map(|line| ("Secret key".to_owned(), line.clone())));
    let key: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    it.file(
        "k8s/secret.yaml",
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: db, namespace: default}}\ndata:\n  raw: {data}\nstringData:\n  text: {text}\n  block: |\n    user = me\n    {short}\n  key.pem: |\n    -----BEGIN RSA {}-----\n{key}    -----END RSA {}-----\n",
            "PRIVATE KEY", "PRIVATE KEY"
        ),
    );
    it.expect("Secret data", &format!("raw: {data}"), &data);
    it.expect("Secret stringData", &format!("text: {text}"), &text);

    let (plain, flow, token) = (it.secret("env value"), it.secret("flow map"), it.token("token in env"));
    let (comment, reason) = (it.token("comment beside an image"), it.token("reason of an ignore"));
    let object = |name: &str, rest: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: default}}\nspec:\n  selector: {{matchLabels: {{app: a}}}}\n  template:\n    metadata: {{labels: {{app: a}}}}\n    spec:\n      containers:\n{rest}"
        )
    };
    it.file(
        "k8s/env.yaml",
        object(
            "env",
            &format!(
                "        - name: web\n          # {comment}\n          image: nginx:latest # {comment}\n          securityContext: {{privileged: true}}  # gatecheck: ignore[k8s/privileged] -- see {reason}\n          env:\n            - name: DB_PASSWORD\n              value: {plain}\n            - {{name: TOKEN, value: {token}}}\n        - {{name: flow, image: \"nginx:latest\", env: [{{name: API_KEY, value: {flow}}}]}}\n"
            ),
        ),
    );
    it.expect("env value", &format!("value: {plain}"), &plain);
    it.expect("token in env", &format!("- {{name: TOKEN, value: {token}}}"), &token);
    it.expect("comment beside an image", &format!("image: nginx:latest # {comment}"), &comment);

    let (anchored, aliased) = (it.secret("anchor"), it.secret("merge"));
    it.file(
        "k8s/anchors.yaml",
        object(
            "anchors",
            &format!(
                "        - name: a\n          image: nginx:latest\n          env:\n            - {{name: PASSWORD, value: &pw {anchored}}}\n            - {{name: PLAIN, value: *pw}}\n            - &both {{name: APP_TOKEN, value: {aliased}}}\n            - <<: *both\n"
            ),
        ),
    );
    let (key, peer, annotation) =
        (it.token("key of a map"), it.token("reason of a peer"), it.token("annotation"));
    it.file(
        "k8s/keys.yaml",
        format!(
            "# checkov:skip=CKV_K8S_14:{peer}\napiVersion: v1\nkind: Pod\nmetadata:\n  name: keys\n  namespace: default\n  labels: {{{key}: a, {key}: b}}\n  annotations:\n    gatecheck.dev/ignore: \"k8s/host-pid -- {annotation}\"\n    ignore-check.kube-linter.io/latest-tag: \"{annotation}\"\nspec: {{hostPID: true, hostNetwork: true, containers: [{{name: a, image: nginx}}]}}\n"
        ),
    );
    let (broken, unread) = (it.token("broken file"), it.secret("broken Secret"));
    it.file(
        "k8s/broken.yaml",
        format!(
            "apiVersion: v1\nkind: Pod\nspec: [{broken}\n  a: }} {broken}\n---\nkind: Secret\nstringData:\n  a: {unread}\n  b: [{unread}\n"
        ),
    );
    let json = it.secret("JSON");
    it.file(
        "k8s/pod.json",
        format!(
            "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": \"json\"}}, \"spec\": {{\"hostPID\": true, \"containers\": [{{\"name\": \"a\", \"image\": \"nginx:latest\", \"env\": [{{\"name\": \"DB_PASSWORD\", \"value\": \"{json}\"}}]}}]}}}}\n"
        ),
    );
    let crlf = it.secret("CRLF");
    it.file(
        "k8s/crlf.yaml",
        format!(
            "apiVersion: v1\r\nkind: Pod\r\nmetadata: {{name: crlf}}\r\nspec:\r\n  hostPID: true # password={crlf}\r\n  containers:\r\n    - name: a\r\n      image: nginx:latest\r\n      env:\r\n        - name: PASSWORD\r\n          value: |\r\n            {crlf}\r\n"
        ),
    );
    it.expect("CRLF", &format!("hostPID: true # password={crlf}"), &crlf);
}

fn yaml(it: &mut Repository) {
    // The first character by its number, and a value that is folded: what is read is not what is written.
    let (escaped, folded, quoted) =
        (it.secret("escaped scalar"), it.secret("folded scalar"), it.secret("quotes"));
    let mut characters = escaped.chars();
    let first = characters.next().unwrap();
    let by_number = format!("\\x{:02x}{}", u32::from(first), characters.as_str());
    let (half, rest) = folded.split_at(9);
    it.file(
        "compose.yaml",
        format!(
            "services:\n  a:\n    image: nginx:latest\n    privileged: true\n    environment:\n      DB_PASSWORD: \"{by_number}\"\n      API_TOKEN: \"{half}\\\n        {rest}\"\n      SIGNING_KEY: \"a\\\"{quoted}\\\"b\"\n      ADDRESS: postgres://u{}:{quoted}@db.test/x\n  b: {{image: \"nginx:latest\", privileged: true, environment: {{APP_SECRET: {quoted}}}}}\n",
            "ser.na"
        ),
    );
    let (ascii, block) = (random(LOWER, 12, it.seed + 500), it.secret("block scalar"));
    let foreign = format!("päßwört-{ascii}");
    it.hidden.push(("not ASCII".to_owned(), foreign.clone()));
    it.file(
        "k8s/config.yaml",
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: config}}\ndata:\n  password: {foreign}\n  app.ini: |\n    [db]\n    password = {block}\n    host = a\n  app.json: '{{\"password\": \"{block}\"}}'\n"
        ),
    );
    it.expect("not ASCII", &format!("password: {foreign}"), &foreign);
    let gitlab = it.token("GitLab variable");
    it.file(
        ".gitlab-ci.yml",
        format!("a:\n  image: ruby:latest # {gitlab}\n  variables:\n    DEPLOY_TOKEN: {gitlab}\n  script:\n    - curl https://a.test/x | sh -s -- {gitlab}\n"),
    );
}

fn workflows(it: &mut Repository) {
    let (neighbour, run, env) =
        (it.token("beside an expression"), it.secret("flag in run"), it.secret("workflow env"));
    let pinned = it.token("beside an action");
    it.file(
        ".github/workflows/ci.yaml",
        format!(
            "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n      NPM_PASSWORD: {env}\n    steps:\n      - uses: actions/checkout@v4 # {pinned}\n        with: {{ref: \"${{{{ github.head_ref }}}}\"}}\n      - run: curl -H Authorization={neighbour} ${{{{ github.event.issue.title }}}} | sh\n      - run: |\n          deploy --password {run}\n          echo ${{{{ github.head_ref }}}} {neighbour}\n"
        ),
    );
    it.expect("beside an action", &format!("- uses: actions/checkout@v4 # {pinned}"), &pinned);
    it.expect(
        "beside an expression",
        &format!("- run: curl -H Authorization={neighbour} ${{{{ github.event.issue.title }}}} | sh"),
        &neighbour,
    );
}

fn dockerfiles(it: &mut Repository) {
    let (arg, env, run) = (it.secret("ARG"), it.secret("ENV"), it.token("RUN"));
    let (login, heredoc, label) = (it.secret("login"), it.secret("heredoc"), it.token("LABEL"));
    let continued = it.secret("continued line");
    let (half, rest) = continued.split_at(9);
    it.file(
        "Dockerfile",
        format!(
            "# syntax=docker/dockerfile:1\nFROM ubuntu:latest\nARG DB_PASSWORD={arg}\nENV API_SECRET={env} OTHER=1\nENV LONG_PASSWORD=\"{half}\\\n{rest}\"\nLABEL token={label}\n# gatecheck: ignore[docker/curl-pipe-shell] -- {run}\nRUN curl -H \"Authorization: token {run}\" https://a.test/x | sh\nRUN docker login -u deployer -p {login} registry.test && sudo apt-get install curl\nRUN <<EOT\nexport DB_PASSWORD={heredoc}\ncurl https://a.test/y | bash\nEOT\n# hadolint ignore=DL3002\nUSER root\n"
        ),
    );
    it.expect("ARG", &format!("ARG DB_PASSWORD={arg}"), &arg);
    it.expect("ENV", &format!("ENV API_SECRET={env} OTHER=1"), &env);
    it.expect(
        "login",
        &format!("RUN docker login -u deployer -p {login} registry.test && sudo apt-get install curl"),
        &login,
    );
}

fn others(it: &mut Repository) {
    // Far enough from the fix to be no line of its hunk.
    let far = it.secret("far from a fix");
    let between = "# nothing\n".repeat(8);
    it.file("far/Dockerfile", format!("FROM ubuntu:latest\nENV DB_PASSWORD={far}\n{between}ADD far near\n"));
    let (comment, path) = (it.token("go.mod comment"), it.token("go.mod reason"));
    it.file(
        "go/go.mod",
        format!(
            "module example.com/a\n\ngo 1.21\n\n// {comment}\nreplace example.com/b => ../b // {comment}\n\nrequire example.com/c v1.0.0 // gatecheck: ignore[go/x] -- {path}\n"
        ),
    );
    it.expect("go.mod comment", &format!("replace example.com/b => ../b // {comment}"), &comment);
    let binary = it.token("binary file");
    it.file("assets/logo.bin", [&b"\0\xff\xfe\x80"[..], binary.as_bytes(), b"\0\x9b\n"].concat());
    let name = it.token("file name");
    it.file(&format!("keys/{name}.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: named}\nspec: {hostPID: true, containers: [{name: a, image: nginx:latest}]}\n");
    let encoded = it.token("inside base64");
    it.file("etc/encoded.conf", format!("x = {}\n", base64(&format!("some text, then {encoded} and more"))));
}

/// What no rule points at, beside lines that rules point at.
fn beside(it: &mut Repository) {
    let scheme = format!("https:{}", "//");
    let mut lines = vec!["FROM ubuntu:latest".to_owned(), "USER root".to_owned()];
    let plants: [(&'static str, String); 14] = [
        ("user of an address", format!("RUN npm install git+{scheme}\0:x-oauth-basic@github.com/a/b")),
        ("user of one letter", format!("RUN curl {scheme}d:\0@h.test/x | sh")),
        ("example user", format!("RUN curl {scheme}example:\0@h.test/x | sh")),
        ("only a token", format!("RUN curl {scheme}\0@h.test/x | sh")),
        ("host", format!("RUN curl {scheme}me:\0@_h/x | sh")),
        ("signature", format!("RUN curl '{scheme}h.test/x?sig=\0' | sh")),
        ("key of an address", format!("RUN curl {scheme}h.test/x?key=\0 | sh")),
        ("webhook", format!("RUN curl {scheme}hooks.h.test/catch/\0 | sh")),
        ("mysql", "RUN mysql -p\0 db && sudo a".to_owned()),
        ("sshpass", "RUN sshpass -p \0 ssh a && sudo b".to_owned()),
        ("redis", "RUN redis-cli -a \0 ping && sudo c".to_owned()),
        ("curl glued", format!("RUN curl -ume:\0 {scheme}h.test/x | sh")),
        ("curl quoted", format!("RUN curl -u me:x\"\0\" {scheme}h.test/x | sh")),
        ("bearer", format!("RUN curl -H 'X: Bearer \0' {scheme}h.test/x | sh")),
    ];
    for (what, line) in plants {
        lines.push(line.replace('\0', &it.secret(what)));
    }
    let (repeated, path, admin) =
        (it.secret("repeated"), it.secret("like a path"), it.secret("password of admin"));
    lines.push(format!("ENV DB_PASSWORD={repeated}\n# was {repeated}\nUSER root"));
    lines.push(format!("ENV DB_PASSWORD=/{path}\nENV PASSWORD_ADMIN={admin}\nUSER root\n"));
    it.file("beside/Dockerfile", lines.join("\n"));

    let (clear, other, blank) =
        (it.secret("clear in a Pod"), it.secret("value before name"), it.secret("blank"));
    let encoded = base64(&clear);
    it.file(
        "beside/pod.yaml",
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: repeated, namespace: a}}\ndata: {{foo: {encoded}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: repeated, namespace: a}}\nspec:\n  hostPID: true\n  containers:\n    - name: a\n      image: nginx:latest\n      command: [x, {clear}]\n      args: [\"--password\", \"Zq7x {blank}\"]\n      env: [{{\"value\": \"{other}\", \"name\": \"DB_PASSWORD\"}}]\n"
        ),
    );
    let (escaped, next) = (it.secret("escaped name"), it.secret("name with a harmless part"));
    it.file(
        "beside/compose.yaml",
        format!(
            "services:\n  a:\n    image: nginx:latest\n    privileged: true\n    environment:\n      - \"DB_PASSW\\x4fRD={escaped}\"\n      - NEXTAUTH_SECRET={next}\n"
        ),
    );
    let aliased = it.secret("alias");
    it.file(
        "beside/.gitlab-ci.yml",
        format!("variables:\n  X: &p \"a {aliased}\"\n  DB_PASSWORD: *p\na:\n  image: ruby:latest\n  script: [\"curl https://a.test/x | sh\"]\n"),
    );
}

/// Values that seem to end before they do.
fn cut(it: &mut Repository) {
    let mut lines = vec!["FROM ubuntu:latest".to_owned()];
    let mut settings = Vec::new();
    for between in [",", ";", "(", "&", "|", "'", "\"", "`", "\\", "{", "<", "]"] {
        let (first, tail) = (it.secret("before a mark"), it.secret("behind a mark"));
        settings.push(format!("DB_PASSWORD={first}{between}{tail}\n"));
        lines.push(format!("ADD https://h.test/a?token={first}{between}{tail} /x"));
    }
    it.file("cut/.env", settings.concat());
    it.file("cut/Dockerfile", lines.join("\n") + "\n");
    let (first, tail) = (it.secret("before a quote"), it.secret("behind a quote"));
    it.file("cut/a.json", format!("{{\"password\": \"{first}\\\"{tail}\"}}\n"));
    it.file(
        "cut/a.js",
        format!(
            "password = '{first}\\'{tail}'\npassword = \"{first}\" + \"{tail}\"\npassword=\"{first}\"{tail}\n"
        ),
    );
}

/// Secrets in files that cannot be read, and in those whose kind says nothing.
fn unreadable(it: &mut Repository) {
    let (line, second) = (it.secret("one line"), it.secret("one line, second"));
    it.file(
        "unreadable/a.json",
        format!("{{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{{\"a\": \"{line}\", \"b\":: \"{second}\"}}\n"),
    );
    let (key, list) = (it.secret("taken for a key"), it.secret("in a list"));
    it.file(
        "unreadable/a.yaml",
        format!("apiVersion: v1\nkind: \"\\x53ecret\"\nstringData:\n  a: |\n    {key}: x\n  b: [{list}\n"),
    );
    let (literal, nested) = (it.secret("literal of Kustomize"), it.secret("nested Secret"));
    it.file(
        "unreadable/kustomization.yaml",
        format!("secretGenerator:\n  - name: a\n    literals: [foo={literal}]\n    name: b\n"),
    );
    it.file(
        "unreadable/values.yaml",
        format!("extraDeploy:\n  - apiVersion: v1\n    kind: Secret\n    stringData: {{foo: {nested}}}\n    kind: Secret\n"),
    );
}
