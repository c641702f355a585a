//! What other tools' configuration files skip, for those who bring it over. A scan never reads these.

use std::sync::Arc;

use crate::document::{self, Data, Document, FileKind, NodeId};
use crate::finding::suppress::Peer;
use crate::text::{RepoPath, SourceFile};

/// Something that another tool is told to skip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerSkip {
    /// The tool.
    pub peer: Peer,
    /// The configuration file.
    pub file: RepoPath,
    /// The line it is on, from 1.
    pub line: usize,
    /// The tool's own id.
    pub id: String,
    /// The files in which it is skipped, as globs; none means everywhere.
    pub paths: Vec<String>,
    /// Why, from a comment on its line.
    pub reason: Option<String>,
    /// Why it cannot be brought over, if so.
    pub refused: Option<&'static str>,
}

/// The tool whose configuration file this is. Only where the tool looks for it: at the root.
pub fn peer_of(path: &RepoPath) -> Option<Peer> {
    match path.as_str() {
        ".hadolint.yaml" | ".hadolint.yml" => Some(Peer::Hadolint),
        ".checkov.yaml" | ".checkov.yml" => Some(Peer::Checkov),
        "zizmor.yml" | "zizmor.yaml" | ".github/zizmor.yml" | ".github/zizmor.yaml" => Some(Peer::Zizmor),
        ".kube-linter.yaml" | ".kube-linter.yml" => Some(Peer::KubeLinter),
        _ => None,
    }
}

/// What a configuration file of another tool skips, in the file's order.
pub fn peer_skips(source: &Arc<SourceFile>) -> Vec<PeerSkip> {
    let Some(peer) = peer_of(&source.path) else { return Vec::new() };
    let documents = document::parse(source, FileKind::Yaml).documents;
    let Some(document) = documents.first() else { return Vec::new() };
    let reader = Reader { document, peer };
    let mut found = match peer {
        Peer::Hadolint => reader.list(document.tree.at(&["ignored"])),
        Peer::Checkov => reader.list(document.tree.at(&["skip-check"])),
        Peer::KubeLinter => reader.list(document.tree.at(&["checks", "exclude"])),
        Peer::Zizmor => reader.audits(),
    };
    found.sort_by_key(|skip| skip.line);
    found
}

struct Reader<'a> {
    document: &'a Document,
    peer: Peer,
}

impl Reader<'_> {
    /// Ids in a list, or in one text with commas between them.
    fn list(&self, at: Option<NodeId>) -> Vec<PeerSkip> {
        let tree = &self.document.tree;
        let Some(at) = at else { return Vec::new() };
        let items = tree.items(at).iter().copied();
        let ids = items.chain([at]).filter_map(|id| Some((id, tree.as_str(id)?)));
        let split = ids.flat_map(|(node, text)| text.split(',').map(move |id| (node, id.trim())));
        split.filter(|(_, id)| !id.is_empty()).map(|(node, id)| self.skip(node, id, Vec::new())).collect()
    }

    /// zizmor's audits: those that are switched off, and those that are ignored in some workflows.
    fn audits(&self) -> Vec<PeerSkip> {
        let tree = &self.document.tree;
        let rules = tree.at(&["rules"]).map(|id| tree.members(id)).unwrap_or_default();
        let mut found = Vec::new();
        for rule in rules {
            if let Some(off) = tree.get(rule.value, "disable")
                && tree.node(off).data == Data::Bool(true)
            {
                found.push(self.skip(off, &rule.key, Vec::new()));
            }
            let ignored = tree.get(rule.value, "ignore").map(|id| tree.items(id)).unwrap_or_default();
            for item in ignored {
                let Some(name) = tree.as_str(*item) else { continue };
                let mut skip = self.skip(*item, &rule.key, vec![format!(".github/workflows/{name}")]);
                if name.contains(':') {
                    skip.refused = Some("it names a line: write a comment there");
                } else if name.contains(['*', '?', '[', '{', '/']) {
                    skip.refused = Some("its file has a name that cannot be written as a path");
                }
                found.push(skip);
            }
        }
        found
    }

    fn skip(&self, node: NodeId, id: &str, paths: Vec<String>) -> PeerSkip {
        let source = &self.document.source;
        let line = source.lines.line_of(self.document.tree.node(node).span.start as usize);
        let beside = |span: u32| source.lines.line_of(span as usize) == line;
        let comment = self.document.comments.iter().find(|it| !it.own_line && beside(it.span.start));
        let reason = comment.map(|comment| comment.text.trim().trim_start_matches(['#', ' ']).to_owned());
        PeerSkip {
            peer: self.peer,
            file: source.path.clone(),
            line: line + 1,
            id: id.to_owned(),
            paths,
            reason: reason.filter(|reason| reason.contains(char::is_alphanumeric)),
            refused: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let source = Arc::new(SourceFile::new(RepoPath::new(path), text.to_owned()));
        let shown = |skip: PeerSkip| {
            let why = skip.refused.map_or_else(|| skip.reason.unwrap_or_default(), str::to_owned);
            format!("{} {} [{}] {why}", skip.line, skip.id, skip.paths.join(" "))
        };
        let found: Vec<String> = peer_skips(&source).into_iter().map(shown).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_tool_has_its_own_place_for_what_it_skips() {
        check(
            ".hadolint.yaml",
            "ignored:\n  - DL3008 # we patch daily\n  - DL3018\n",
            &["2 DL3008 [] we patch daily", "3 DL3018 [] "],
        );
        check(
            ".checkov.yaml",
            "skip-check: [CKV_K8S_14, CKV_K8S_21]\n",
            &["1 CKV_K8S_14 [] ", "1 CKV_K8S_21 [] "],
        );
        check(
            ".checkov.yml",
            "skip-check: CKV_K8S_14,CKV_K8S_21\n",
            &["1 CKV_K8S_14 [] ", "1 CKV_K8S_21 [] "],
        );
        check(".kube-linter.yaml", "checks:\n  exclude:\n    - host-pid\n", &["3 host-pid [] "]);
        check(
            ".github/zizmor.yml",
            "rules:\n  a:\n    disable: true\n  b:\n    ignore: [ci.yml, 'x.yml:3']\n  c: {disable: false}\n",
            &[
                "3 a [] ",
                "5 b [.github/workflows/ci.yml] ",
                "5 b [.github/workflows/x.yml:3] it names a line: write a comment there",
            ],
        );
        check("sub/.hadolint.yaml", "ignored: [DL3008]\n", &[]);
        check(".hadolint.yaml", "ignored: {a: [\n", &[]);
        check(".hadolint.yaml", "", &[]);
    }
}
