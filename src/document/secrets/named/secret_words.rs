//! The words that make a name that of a secret.
//!
//! A value under such a name is masked where it is shown. Under some of them it is also reported if it looks
//! random; so what is reported by its name is a part of what is masked by it.

/// How a value has to look before it is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document::secrets) enum Sort {
    /// Nothing but the secret stands there: a weak one is one too.
    Password,
    /// The name of what holds the secret may stand there as well.
    Named,
}

/// A word that makes a name that of a secret.
#[derive(Debug)]
pub(in crate::document::secrets) struct SecretWord {
    pub(in crate::document::secrets) text: &'static str,
    pub(super) sort: Sort,
    /// Whether it is one also at the end of a longer word.
    ends_words: bool,
    /// Whether a random-looking value under a name that ends so is reported.
    pub(in crate::document::secrets) is_reported: bool,
}

impl SecretWord {
    const fn new(text: &'static str, sort: Sort) -> Self {
        Self { text, sort, ends_words: false, is_reported: false }
    }

    /// The same at the end of longer words: `dbpassword`.
    const fn ending(self) -> Self {
        Self { ends_words: true, ..self }
    }

    const fn reported(self) -> Self {
        Self { is_reported: true, ..self }
    }

    /// Whether a word, in lower case, is this one.
    pub(super) fn is(&self, word: &str) -> bool {
        word == self.text || self.ends_words && word.ends_with(self.text)
    }
}

const fn password(text: &'static str) -> SecretWord {
    SecretWord::new(text, Sort::Password)
}

const fn named(text: &'static str) -> SecretWord {
    SecretWord::new(text, Sort::Named)
}

/// All of them. No word of a name is two of different sorts.
pub(in crate::document::secrets) const SECRET_WORDS: &[SecretWord] = &[
    password("password").ending().reported(),
    password("passwords").ending(),
    password("passwd").ending().reported(),
    password("passphrase").ending().reported(),
    password("passcode").ending(),
    password("requirepass").ending(),
    password("token").ending().reported(),
    password("tokens").ending().reported(),
    password("apikey").ending().reported(),
    password("accesskey").ending().reported(),
    password("secretkey").ending().reported(),
    password("privatekey").ending().reported(),
    password("signingkey").ending().reported(),
    password("encryptionkey").ending().reported(),
    password("pass").reported(),
    password("pwd").reported(),
    password("pat"),
    password("apikeys"),
    password("masterkey").reported(),
    password("authkey").reported(),
    password("connstr"),
    password("dbpass"),
    password("userpass"),
    password("connectionstring"),
    password("pw"),
    named("secret").ending().reported(),
    named("secrets").reported(),
    named("credential").reported(),
    named("credentials").ending().reported(),
    named("creds"),
    named("cred"),
    named("auth").reported(),
    named("authorization"),
    named("passkey"),
    named("keybase").reported(),
];
