use super::*;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let mut places = values(text.as_bytes());
    places.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut found: Vec<&str> = Vec::new();
    let mut end = 0;
    for range in places {
        if range.end > end {
            end = range.end;
            found.push(&text[range]);
        }
    }
    assert_eq!(found, expected, "{text}");
}

/// Holds that nothing of either secret is shown of a text in which they stand for `P` and `T`.
#[track_caller]
fn hides_all(template: &str) {
    let (password, tail) = ("Zq7xWv9pK2mR5tYw", "3kLm9tRrTT");
    let text = template.replace("{P}", password).replace("{T}", tail);
    let places = values(text.as_bytes());
    for secret in [password, tail] {
        for (at, _) in text.match_indices(secret) {
            let covered = |byte: usize| places.iter().any(|range| range.contains(&byte));
            assert!((at..at + secret.len()).all(covered), "{secret} is shown: {text}");
        }
    }
}

#[test]
fn literals_behind_the_names_of_secrets_are_masked() {
    check("password: hunter2abc\n", &["hunter2abc"]);
    check("POSTGRES_PASSWORD=ab!cd9?x\nDB_PASS: \"s3cr3t;x\"\n", &["ab!cd9?x", "s3cr3t;x"]);
    check("require a v1 // token=ab12!cd\n", &["ab12!cd"]);
    check("x --token ab12!cd -x\n--password 'ab12!ce'", &["ab12!cd", "ab12!ce"]);
    check("curl -u me:ab12!cd x --user \"me:ab12!ce\"\n", &["ab12!cd", "ab12!ce"]);
    check("docker login -u x -p ab12!cd h\nmkdir -p Build1; useradd -u 100:100 x\n", &["ab12!cd"]);
    check("passphrase: correcthorsebattery\npassword: postgres\n", &["correcthorsebattery", "postgres"]);
    check("ENV A_PASSWORD=\"ab1\\\ncd2\\\n  ef3\" B=c\n", &["ab1\\\ncd2\\\n  ef3"]);
    check("ARG A_PASSWORD=ab1\\\r\ncd2\r\nx\n", &["ab1\\\r\ncd2"]);
    check("ENV A=b \\\n    A_PASSWORD=ab12!cd \\\n    C=d\n", &["ab12!cd"]);
    check("x --password ab12\\\ncd! y\n", &["ab12\\\ncd!"]);
    let long = "aB1é".repeat(2000);
    check(&format!("x --password {long} y\n"), &[&long]);
    check("- {name: A_PASSWORD, value: ab12!cd}\n- {name: B, value: c}\n", &["ab12!cd"]);
    check("{\"password\":\"ab12!cd\",\"a\":1}", &["ab12!cd"]);
    check("args: [\"--password\", \"Zq7x T\", \"-v\"]\n", &["Zq7x T"]);
    check("- --password\n- Zq7xT\n- -v\n", &["Zq7xT"]);
    check("curl -H \"Authorization: Bearer ab12!cd\" https://a.test/x\n", &["Bearer ab12!cd"]);
}

#[test]
fn what_only_speaks_of_a_secret_is_shown() {
    check("automountServiceAccountToken: false\npermissions: {id-token: write}\n", &[]);
    check("token: ${{ secrets.DEPLOY1 }}\nsecret: $SECRET1\npassword: {{ .Values.a1 }}\n", &[]);
    check("secretName: web-tls1\ntokenPath: /var/run/x1\nsecret: /run/secrets/db1\n", &[]);
    check(
        "secret: my-app-credentials\nauth: https://x.test/t1\nsecretKeyRef: {name: db-1, key: password}\n",
        &[],
    );
    check(
        "secret: {secretName: web-Tls1x}\nsecrets: [A_TOKEN, db-password]\npassword:\n  name: Zq7xWv\n",
        &[],
    );
    check(
        "id-token: write # for OIDC 2.0\n\"google-auth-library\": \"^9.3.0\"\n--disabled-password --no-home\n",
        &[],
    );
    check("# The token: it must be set before anything is deployed.\n", &[]);
    check("- name: DB_PASSWORD\n  valueFrom: {secretKeyRef: {name: db, key: password}}\n", &[]);
}

#[test]
fn all_of_a_value_is_masked() {
    for between in [",", ";", "(", "&", "|", "'", "\"", "`", "\\", "{", "<", "]", ">", ")", "\\\"", " ", "#"]
    {
        hides_all(&format!("DB_PASSWORD={{P}}{between}{{T}}\n"));
        hides_all(&format!("password: {{P}}{between}{{T}}\n"));
        if between != " " {
            hides_all(&format!(
                "RUN curl \"https://h.test/a.sh?token={{P}}{}{{T}}\" | sh\n",
                between.replace('"', "\\\"")
            ));
            hides_all(&format!("ADD https://h.test/a?token={{P}}{between}{{T}} /x\n"));
        }
    }
    hides_all(r#"{"password": "{P}\"{T}"}"#);
    hides_all("password = '{P}\\'{T}'\n");
    hides_all("password = \"{P}\" + \"{T}\"\n");
    hides_all("X_PASSWORD=\"{P}\"{T}\n");
    hides_all("//registry.test/:_authToken={P},{T}\n");
    hides_all("x: \"{\\\"password\\\": \\\"{P}\\\\\\\"{T}\\\"}\"\n");
}

#[test]
fn userinfo_of_addresses_is_masked() {
    // gatecheck: ignore[secrets/url-credentials] -- made up
    check("npm install git+https://Zq7x:x-oauth-basic@github.com/a/b\n", &["Zq7x:x-oauth-basic"]);
    // gatecheck: ignore[secrets/url-credentials] -- made up
    check("https://d:Zq7x@h.test/\n", &["d:Zq7x"]);
    check("https://Zq7xWv@h/\n", &["Zq7xWv"]);
    for password in
        ["a,{P}", "{P};x", "{P}^{T}", "${P}", "{P}todo", "sample{P}", "{P}xxxx{T}", "{P}?{T}", "{P}#{T}"]
    {
        hides_all(&format!("x https://me:{password}@h.test/x\n"));
        hides_all(&format!("x https://me:{password}@_h/x\n"));
    }
    hides_all("https://example:{P}@h.test/ https://sample:{P}@h.test\n");
    hides_all("https://me:{P}${{ x }}@h.test/\n");
}

#[test]
fn addresses_without_credentials_are_shown() {
    check(
        "FROM docker://alpine@sha256:c5b1261d6d3e43071626931fc004f70149baeba2c8ec672bd4f27761f8e1ad6b\n",
        &[],
    );
    check("https://github.com/a/b@v4.1.0 https://a.test/x?version=1.2.3&page=2#a\n", &[]);
    check("ssh://git@github.com/a/b git+ssh://git@github.com/a/b me@a.test\n", &[]);
    check("https://${USER}:${TOKEN}@a.test/ https://oauth2:${{ secrets.T1 }}@a.test\n", &[]);
    check("https://a.test/webhooks/validate https://hooks.a.test/docs/intro.html\n", &[]);
}

#[test]
fn parameters_and_webhooks_of_addresses_are_masked() {
    for name in ["sig", "key", "code", "token", "api_key", "X-Amz-Signature"] {
        check(&format!("curl https://a.test/x?{name}=Zq7xWv3kL&v=2 -o x\n"), &["Zq7xWv3kL"]);
        check(&format!("curl https://a.test/x?v=2&{name}=Zq7xWv3kL\n"), &["Zq7xWv3kL"]);
    }
    check("https://hooks.zapier.test/hooks/catch/123/Zq7xWv3kL\n", &["hooks/catch/123/Zq7xWv3kL"]);
    check("https://a.test/api/webhooks/12/Zq7xWv3kL x\n", &["12/Zq7xWv3kL"]);
}

#[test]
fn arguments_of_commands_are_masked() {
    hides_all("mysql -u root -p{P} db\n");
    hides_all("RUN sshpass -p {P} ssh me@a.test\n");
    hides_all("RUN curl -ume:{P} https://a.test\n");
    hides_all("RUN curl -u me:x\"{P}\" https://a.test\n");
    hides_all("CMD [\"redis-cli\", \"-a\", \"{P}\"]\n");
    hides_all("RUN curl -H 'X: Bearer {P}' https://a.test\n");
    hides_all("command: [\"--password\",\"{P} {T}\"]\n");
    check("RUN mkdir -p Build1 && cp -a Zq7xWv3kL x\n", &[]);
}

#[test]
fn other_forms_of_names_are_known() {
    hides_all("<input name=\"password\" value=\"{P}\">\n");
    hides_all("PASSWORD_ADMIN={P}\nTOKEN_GITHUB: {P}\nAPI_KEY_STRIPE={P}\ndb_password.txt: {P}\n");
    hides_all("password: !!str {P}\npassword: &a {P}\nENV DB_PASSWORD {P} {T}\nENV DB_PASSWORD=/{P}\n");
    hides_all(
        "password: {value: {P}}\npasswords: [{P}, \"{T}\"]\nvariable \"password\" {\n  default = \"{P}\"\n}\n",
    );
    hides_all("password: |\n  {P}\n  {T}\na: b\npassword:\n  {P}\n");
    hides_all("NEXTAUTH_SECRET={P}\nHASHICORP_TOKEN={P}\nhomepage_token={P}\nPUBLIC_API_SECRET={P}\n");
}

#[test]
fn keys_and_values_of_documents_are_judged_alike() {
    assert!(hides("API_KEY", "ab12!cd\n"));
    assert!(hides("password", "Zq7x T"));
    assert!(!hides("API_KEY", "false"));
    assert!(!hides("NAME", "ab12!cd"));
}
