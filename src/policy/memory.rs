//! What the rules said about objects that may come again.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::evaluator::Evaluation;
use crate::document::{Document, FileKind};
use crate::limits;

/// Answers by the text they are about. Answers are the same whoever asks first, so sharing them between
/// workers changes nothing but the time.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Whether some rule that looks at Kubernetes objects also looks at the file's path.
    paths_matter: bool,
    known: Mutex<BTreeMap<Key, Evaluation>>,
}

/// The hash of all that an answer depends on.
pub(super) type Key = [u8; 32];

impl Memory {
    /// An empty memory; with `paths_matter` it stays empty.
    pub(super) fn new(paths_matter: bool) -> Self {
        Self { paths_matter, known: Mutex::default() }
    }

    /// The key of a document, if answers about it may be remembered.
    pub(super) fn key(&self, document: &Document) -> Option<Key> {
        if self.paths_matter || document.kind != FileKind::Kubernetes {
            return None;
        }
        // JSON is read in another dialect.
        let json = document.source.path.is_json();
        let mut hash = Sha256::new();
        hash.update([u8::from(json)]);
        hash.update(document.item.to_le_bytes());
        hash.update(document.source.slice(document.unit));
        Some(hash.finalize().into())
    }

    pub(super) fn recall(&self, key: &Key) -> Option<Evaluation> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(super) fn keep(&self, key: Key, evaluation: &Evaluation) {
        // A failure may be one of time, and is not remembered.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if evaluation.failures.is_empty() && known.len() < limits::REMEMBERED_EVALUATIONS {
            known.insert(key, evaluation.clone());
        }
    }
}
