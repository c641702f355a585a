use super::*;

/// Holds by which detectors something is found in `text`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<&str> = search(text.as_bytes()).iter().map(|one| one.detector).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn harmless_is_only_a_whole_word_of_a_name() {
    for name in ["NEXTAUTH_SECRET", "HASHICORP_TOKEN", "homepage_token", "PUBLIC_API_SECRET", "db_password"] {
        check(&format!("{name} = \"Zq7xWv3k{}\"\n", "Lm9tRrTT"), &["generic-assignment"]);
    }
    for name in ["nextPageToken", "csrf_token", "CONTINUE_TOKEN", "public_token", "compass"] {
        check(&format!("{name} = \"Zq7xWv3k{}\"\n", "Lm9tRrTT"), &[]);
    }
}

#[test]
fn users_of_one_letter_log_in_too() {
    let address = |user: &str, password: &str| format!("x: https{}//{user}:{password}@h.test/x\n", ":");
    check(&address("d", "Zq7xWv9pK2mR5tYw"), &["url-credentials"]);
    check(&address("d", "x"), &[]);
}

#[test]
fn at_the_bound_the_search_says_so() {
    let token = format!("ghp_{}\n", "Zq7xWv9pK2mR5tYwZq7xWv9pK2mR5tYw3kLm");
    assert!(!search_all(token.repeat(10).as_bytes()).1);
    assert!(search_all(token.repeat(SECRETS_PER_FILE + 1).as_bytes()).1);
}
