//! Secrets of every kind, put together at run time: no file of this repository may hold one.

/// A secret as it stands in a text.
#[derive(Debug, Clone)]
pub(super) struct Plant {
    /// What finds it, or what it is where nothing finds it by itself.
    pub(super) kind: &'static str,
    /// The text around it; `\0` stands for the secret.
    line: String,
    /// What its issuer made public: may be shown.
    prefix: &'static str,
    /// What may not: each part, where line ends or headings part it.
    pub(super) hidden: Vec<String>,
    /// The secret as it is written.
    written: String,
}

impl Plant {
    fn new(kind: &'static str, line: &str, prefix: &'static str, hidden: String) -> Self {
        let written = format!("{prefix}{hidden}");
        Self { kind, line: line.to_owned(), prefix, hidden: vec![hidden], written }
    }

    /// The text with the secret in it.
    pub(super) fn text(&self) -> String {
        self.line.replace('\0', &self.written)
    }

    /// The secret as it is written.
    pub(super) fn secret(&self) -> &str {
        &self.written
    }

    /// The public prefix.
    pub(super) fn prefix(&self) -> &'static str {
        self.prefix
    }
}

pub(super) const LOWER: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &str = "0123456789abcdef";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789";
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
pub(super) const WORD: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Characters that look random and are the same in each run. `seed` makes one text differ from the next.
pub(super) fn random(alphabet: &str, length: usize, seed: u64) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        letters[usize::try_from(state >> 33).unwrap() % letters.len()]
    };
    (0..length).map(|_| next()).collect()
}

/// What a private key, encoded, looks like: lines of 64 characters.
pub(super) fn key_lines(seed: u64) -> Vec<String> {
    (0..6).map(|line| random(WORD, 64, seed + line)).collect()
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn base64_url(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

fn web_token(issuer: &str, seed: u64) -> String {
    let claims = format!("{{\"iss\":\"{issuer}\",\"sub\":\"{}\"}}", random(LOWER, 20, seed));
    let token = format!(
        "{}.{}.{}",
        base64_url("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"),
        base64_url(&claims),
        random(WORD, 43, seed + 1)
    );
    token.strip_prefix("eyJ").unwrap().to_owned()
}

/// A private key between its first and last line, with line ends as they are written in `end`.
fn pem(kind: &'static str, line: &str, begin: &'static str, end: &str, seed: u64) -> Plant {
    let lines = key_lines(seed);
    let closing = begin.replace("BEGIN", "END");
    let written = format!("{begin}{end}{}{end}{closing}", lines.join(end));
    Plant { kind, line: line.to_owned(), prefix: begin, hidden: lines, written }
}

fn kubeconfig(key: &str) -> Plant {
    let hidden = vec![key.get(40..).unwrap().to_owned()];
    Plant {
        kind: "kubeconfig-client-key",
        line: "client-key-data: \0\n".into(),
        prefix: "",
        hidden,
        written: key.into(),
    }
}

/// One of every kind that is looked for, and more of the kinds that only a name gives away.
pub(super) fn plants() -> Vec<Plant> {
    // Assembled, so that this file holds no such line.
    const BEGIN: &str = concat!("-----BEGIN ", "PRIVATE KEY-----");
    const RSA: &str = concat!("-----BEGIN RSA ", "PRIVATE KEY-----");
    let token = |kind, prefix: &'static str, alphabet: &str, length: usize, seed: u64| {
        Plant::new(kind, "TOKEN_HERE = \0\n", prefix, random(alphabet, length, seed))
    };
    let joined = |parts: &[(&str, usize)], between: &str, seed: u64| {
        let parts = (0..).zip(parts).map(|(at, (alphabet, length))| random(alphabet, *length, seed + at));
        parts.collect::<Vec<_>>().join(between)
    };
    let uuid = |seed| joined(&[(HEX, 8), (HEX, 4), (HEX, 4), (HEX, 4), (HEX, 12)], "-", seed);
    let named = |kind, line: &str, secret: String| Plant::new(kind, line, "", secret);
    let mut plants = vec![
        // How every key begins says nothing of this one.
        kubeconfig(&base64(&format!("{BEGIN}\n{}", random(WORD, 64, 1)))),
        named(
            "docker-config-auth",
            "{\"auths\": {\"r.test\": {\"auth\": \"\0\"}}}\n",
            base64(&format!("deployer:{}", random(WORD, 18, 2))),
        ),
        pem(
            "google-service-account-key",
            "{\"type\": \"service_account\", \"private_key\": \"\0\\n\"}\n",
            BEGIN,
            "\\n",
            10,
        ),
        pem("private-key", "\0\n", RSA, "\n", 20),
        token("age-secret-key", "AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58, 30),
        Plant::new(
            "github-fine-grained-token",
            "x: \0\n",
            "github_pat_",
            joined(&[(WORD, 22), (WORD, 59)], "_", 31),
        ),
        token("github-token", "ghp_", WORD, 36, 33),
        token("gitlab-token", "glpat-", WORD, 20, 34),
        token("gitlab-deploy-token", "gldt-", WORD, 20, 35),
        token("gitlab-runner-token", "glrt-", WORD, 20, 36),
        token("gitlab-job-token", "glcbt-", WORD, 24, 37),
        token("gitlab-trigger-token", "glptt-", WORD, 40, 38),
        token("gitlab-feed-token", "glft-", WORD, 20, 39),
        token("gitlab-mail-token", "glimt-", WORD, 25, 40),
        token("gitlab-agent-token", "glagent-", WORD, 50, 41),
        token("gitlab-oauth-secret", "gloas-", WORD, 64, 42),
        token("atlassian-token", "ATATT3", WORD, 80, 43),
        token("bitbucket-app-password", "ATBB", WORD, 32, 44),
        Plant::new("circleci-token", "x: \0\n", "CCIPAT_", joined(&[(WORD, 22), (HEX, 40)], "_", 45)),
        token("buildkite-token", "bkua_", HEX, 40, 47),
        token("linear-api-key", "lin_api_", WORD, 40, 48),
        token("notion-token", "ntn_", WORD, 46, 49),
        token("notion-secret", "secret_", WORD, 43, 50),
        token("figma-token", "figd_", WORD, 40, 51),
        Plant::new("postman-api-key", "x: \0\n", "PMAK-", joined(&[(HEX, 24), (HEX, 34)], "-", 52)),
        token("sonarqube-token", "squ_", HEX, 40, 54),
        named("snyk-token", "SNYK_TOKEN=\0\n", uuid(55)),
        token("aws-access-key", "AKIA", BASE32, 16, 60),
        token("google-api-key", "AIza", WORD, 35, 61),
        token("google-oauth-token", "ya29.", WORD, 60, 62),
        token("google-oauth-client-secret", "GOCSPX-", WORD, 28, 63),
        named(
            "azure-storage-key",
            "x: DefaultEndpointsProtocol=https;AccountKey=\0;x\n",
            format!("{}==", random(WORD, 86, 64)),
        ),
        named(
            "azure-sas-signature",
            "x: https://a.blob.test/c?sv=1&sig=\0&se=2\n",
            format!("{}%3D", random(WORD, 43, 65)),
        ),
        named(
            "azure-client-secret",
            "x: '\0'\n",
            format!("{}8Q~{}", random(WORD, 3, 66), random(WORD, 34, 67)),
        ),
        named(
            "azure-devops-token",
            "x: \0\n",
            format!("{}AZDO{}", random(WORD, 76, 68), random(WORD, 4, 69)),
        ),
        token("alibaba-access-key", "LTAI", WORD, 20, 70),
        token("digitalocean-token", "dop_v1_", HEX, 64, 71),
        Plant::new("cloudflare-origin-ca-key", "x: \0\n", "v1.0-", joined(&[(HEX, 24), (HEX, 146)], "-", 72)),
        token("netlify-token", "nfp_", WORD, 36, 74),
        token("heroku-api-key", "HRKU-", WORD, 36, 75),
        token("vercel-token", "vcp_", WORD, 24, 76),
        token("fly-token", "fo1_", WORD, 43, 77),
        token("fly-macaroon", "fm2_", WORD, 80, 78),
        token("npm-token", "npm_", WORD, 36, 80),
        Plant::new("pypi-token", "x: \0\n", "pypi-AgEIcHlwaS5vcmc", random(WORD, 80, 81)),
        token("rubygems-token", "rubygems_", HEX, 48, 82),
        token("cargo-registry-token", "cio", WORD, 32, 83),
        token("nuget-api-key", "oy2", LOWER, 43, 84),
        token("docker-hub-token", "dckr_pat_", WORD, 27, 85),
        token("jfrog-api-key", "AKCp", WORD, 69, 86),
        token("jfrog-reference-token", "cmVmdGtu", WORD, 56, 87),
        named("quay-robot-token", "quay_robot_token = \"\0\"\n", random(UPPER, 64, 88)),
        token("anthropic-api-key", "sk-ant-api03-", WORD, 95, 90),
        token("openai-api-key", "sk-proj-", WORD, 100, 91),
        Plant::new(
            "openai-legacy-api-key",
            "x: \0\n",
            "sk-",
            format!("{}T3BlbkFJ{}", random(WORD, 20, 92), random(WORD, 20, 93)),
        ),
        token("huggingface-token", "hf_", WORD, 34, 94),
        token("groq-api-key", "gsk_", WORD, 52, 95),
        token("replicate-token", "r8_", WORD, 37, 96),
        token("perplexity-api-key", "pplx-", WORD, 48, 97),
        token("xai-api-key", "xai-", WORD, 80, 98),
        Plant::new(
            "slack-token",
            "x: \0\n",
            "xoxb-",
            joined(&[("123456789", 11), ("123456789", 12), (WORD, 24)], "-", 100),
        ),
        Plant::new("slack-refresh-token", "x: \0\n", "xoxe-", format!("1-{}", random(WORD, 60, 103))),
        Plant::new(
            "slack-app-token",
            "x: \0\n",
            "xapp-",
            format!("1-{}-{}-{}", random(UPPER, 11, 104), random("123456789", 13, 105), random(HEX, 64, 106)),
        ),
        named(
            "slack-webhook",
            "x: https://hooks.slack.com/services/\0\n",
            format!("T{}/B{}/{}", random(UPPER, 9, 107), random(UPPER, 9, 108), random(WORD, 24, 109)),
        ),
        named(
            "telegram-bot-token",
            "x: \0\n",
            format!("{}:AA{}", random("123456789", 10, 110), random(WORD, 33, 111)),
        ),
        named(
            "discord-webhook",
            "x: https://discord.com/api/webhooks/\0\n",
            format!("{}/{}", random("123456789", 18, 112), random(WORD, 68, 113)),
        ),
        named(
            "discord-bot-token",
            "DISCORD_TOKEN=\0\n",
            format!("M{}.{}.{}", random(WORD, 23, 114), random(WORD, 6, 115), random(WORD, 27, 116)),
        ),
        named(
            "teams-webhook",
            "x: https://a.webhook.office.com/webhookb2/\0\n",
            format!(
                "{}@{}/{}/{}/{}",
                uuid(117),
                uuid(122),
                random("BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz", 15, 126),
                random(HEX, 32, 127),
                uuid(128)
            ),
        ),
        Plant::new("sendgrid-api-key", "x: \0\n", "SG.", joined(&[(WORD, 22), (WORD, 43)], ".", 133)),
        token("mailgun-api-key", "key-", HEX, 32, 135),
        named("mailchimp-api-key", "x: \0\n", format!("{}-us21", random(HEX, 32, 136))),
        named("twilio-api-key", "twilio_sid: \0\n", format!("SK{}", random(HEX, 32, 137))),
        named("twilio-auth-token", "TWILIO_AUTH_TOKEN=\0\n", random(HEX, 32, 138)),
        token("stripe-api-key", "sk_live_", WORD, 32, 140),
        token("stripe-test-key", "sk_test_", WORD, 32, 141),
        token("stripe-webhook-secret", "whsec_", WORD, 32, 142),
        token("shopify-token", "shpat_", HEX, 32, 143),
        token("square-access-token", "sq0atp-", WORD, 22, 144),
        token("square-client-secret", "sq0csp-", WORD, 43, 145),
        token("square-legacy-token", "EAAA", WORD, 60, 146),
        Plant::new(
            "paypal-braintree-token",
            "x: \0\n",
            "access_token$production$",
            joined(&[(LOWER, 16), (HEX, 32)], "$", 147),
        ),
        token("vault-token", "hvs.", WORD, 95, 150),
        token("vault-batch-token", "hvb.", WORD, 120, 151),
        named("vault-legacy-token", "VAULT_TOKEN=\0\n", format!("s.{}", random(WORD, 24, 152))),
        named(
            "terraform-cloud-token",
            "x: \0\n",
            format!("{}.atlasv1.{}", random(WORD, 14, 153), random(WORD, 67, 154)),
        ),
        token("databricks-token", "dapi", HEX, 32, 155),
        token("pulumi-token", "pul-", HEX, 40, 156),
        token("doppler-token", "dp.pt.", WORD, 43, 157),
        Plant::new(
            "tailscale-key",
            "x: \0\n",
            "tskey-",
            format!("auth-{}-{}", random(WORD, 17, 158), random(WORD, 32, 159)),
        ),
        named(
            "kubernetes-bootstrap-token",
            "bootstrap-token: \0\n",
            joined(&[(LOWER, 6), (LOWER, 16)], ".", 160),
        ),
        named("datadog-api-key", "DD_API_KEY=\0\n", random(HEX, 32, 170)),
        named("datadog-app-key", "DD_APP_KEY=\0\n", random(HEX, 40, 171)),
        token("newrelic-api-key", "NRAK-", UPPER, 27, 172),
        Plant::new(
            "grafana-service-account-token",
            "x: \0\n",
            "glsa_",
            joined(&[(WORD, 32), (HEX, 8)], "_", 173),
        ),
        token("grafana-cloud-token", "glc_eyJ", WORD, 60, 175),
        token("sentry-org-token", "sntrys_eyJ", WORD, 90, 176),
        token("sentry-user-token", "sntryu_", HEX, 64, 177),
        Plant::new("dynatrace-token", "x: \0\n", "dt0c01.", joined(&[(UPPER, 24), (UPPER, 64)], ".", 178)),
        Plant::new(
            "kubernetes-service-account-token",
            "x: \0\n",
            "eyJ",
            web_token("kubernetes/serviceaccount", 180),
        ),
        Plant::new("argocd-token", "x: \0\n", "eyJ", web_token("argocd", 182)),
        Plant::new("jwt", "x: \0\n", "eyJ", web_token("https://issuer.test", 184)),
        named("npmrc-auth-token", "//registry.test/:_authToken=\0\n", random(WORD, 36, 190)),
        named("netrc-password", "machine registry.test login deployer password \0\n", random(WORD, 16, 191)),
        named("pypirc-password", "[pypi]\nusername = deployer\npassword = \0\n", random(WORD, 20, 192)),
        named("aws-secret-key", "AWS_SECRET_ACCESS_KEY=\0\n", random(WORD, 40, 200)),
        named("aws-session-token", "AWS_SESSION_TOKEN=\0\n", random(WORD, 120, 201)),
        named("cloudflare-api-token", "CLOUDFLARE_API_TOKEN=\0\n", random(WORD, 40, 202)),
        named("cloudflare-global-key", "CF_API_KEY=\0\n", random(HEX, 37, 203)),
        named("fastly-token", "FASTLY_API_TOKEN=\0\n", random(WORD, 32, 204)),
        named("heroku-legacy-api-key", "HEROKU_API_KEY=\0\n", uuid(205)),
        named("url-credentials", "x: https://deployer:\0@registry.test/x\n", random(WORD, 16, 210)),
        named("generic-assignment", "db_password = \"\0\"\n", random(WORD, 20, 211)),
    ];
    plants.extend([
        named("lower-case words", "passphrase = \"\0\"\n", "correcthorsebatterystaple".into()),
        named(
            "punctuation",
            "DB_PASS: \"\0\"\n",
            format!("{};{}!", random(WORD, 5, 212), random(WORD, 6, 213)),
        ),
        named("not ASCII", "password: \"\0\"\n", format!("пароль-Ж{}", random("0123456789", 6, 214))),
        named("in a comment", "# the old password=\0\n", random(WORD, 14, 215)),
        named(
            "of a flag",
            "RUN=deploy --password \0 now\n",
            format!("{}!{}", random(WORD, 5, 216), random(WORD, 5, 217)),
        ),
        named(
            "of curl",
            "cmd: curl -u deployer:\0 https://a.test\n",
            format!("{}!{}", random(WORD, 5, 218), random(WORD, 5, 219)),
        ),
        named("weak", "password = \"\0\"\n", "Sommer2024".into()),
    ]);
    plants
}
