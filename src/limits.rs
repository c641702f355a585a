//! Every bound in the program, each with its reason.

use std::time::Duration;

/// The largest file that is read. Larger manifests do not exist in practice (etcd takes 1.5 MiB objects);
/// a larger file that a kind claims makes the scan incomplete.
pub const FILE_BYTES: u64 = 10 * 1024 * 1024;

/// How much of a file is looked at to tell its kind.
pub const HEAD_BYTES: usize = 8 * 1024;

/// The largest configuration file. People write it; its parser's time grows with the square of some inputs.
pub const CONFIG_BYTES: usize = 256 * 1024;

/// The largest baseline. A finding takes some 200 bytes, so this is enough for 300,000 of them.
pub const BASELINE_BYTES: u64 = 64 * 1024 * 1024;

/// How deep a document may nest. Kubernetes itself stops at 100 levels of JSON.
pub const DEPTH: usize = 128;

/// How many nodes a document may have with its aliases written out; a long text counts as several. A file of
/// [`FILE_BYTES`] that people or programs write has some 800,000. As the input of a policy each takes 450 bytes, in
/// each thread.
pub const EXPANDED_NODES: usize = 1_000_000;

/// How many of these nodes aliases and merge keys may add (an alias bomb has millions), and how many they may copy in
/// one file: some kilobytes must not become gigabytes.
pub const COPIED_NODES: usize = 250_000;

/// How many documents one file may hold.
pub const DOCUMENTS: usize = 10_000;

/// How many findings one rule may have in one file; the rest is counted and said.
pub const FINDINGS_PER_RULE_AND_FILE: usize = 1_000;

/// How many findings a report has at most: as many as [`BASELINE_BYTES`] of a baseline hold. A million of them is
/// a gigabyte of JSON, which nobody reads.
pub const FINDINGS: usize = 300_000;

/// How long one evaluation of one document by one engine may take.
pub const EVALUATION: Duration = Duration::from_secs(5);

/// How long all rules together may take for one document that one of them took too long for. Without it, a
/// document that is slow for every rule would take their number times [`EVALUATION`].
pub const DOCUMENT_EVALUATION: Duration = Duration::from_secs(30);

/// The stack of a worker: policies recurse over documents, parsers over nesting.
pub const WORKER_STACK: usize = 32 * 1024 * 1024;

/// How much text is read again, in one file, to prove fixes: each is proved by reading its document once more. More
/// would take longer than some seconds; what is beyond it is only suggested.
pub const PROVED_BYTES: usize = 16 * 1024 * 1024;

/// How many rounds `fix` may take until nothing changes.
pub const FIX_ROUNDS: usize = 10;

/// The largest policy file.
pub const POLICY_BYTES: usize = 256 * 1024;

/// How deep a policy's literals may nest: the Rego parser's time doubles with each level.
pub const POLICY_NESTING: usize = 12;

/// How many ignores one file may hold. Each is held against each finding of the file.
pub const IGNORES: usize = 10_000;
/// The largest `.gitignore` that is obeyed; the files a larger one names are scanned. A pattern list of
/// this size compiles in well under a second.
pub const IGNORE_BYTES: u64 = 128 * 1024;
/// How deep the substitutions, groups and cases of a shell script may nest; deeper ones are read flat.
pub const SHELL_DEPTH: usize = 64;

/// How many heredocs without an end are searched for in one Dockerfile: each search reads to its end.
pub const OPEN_HEREDOCS: usize = 8;
/// How many operators one expression of a policy may chain: each is a level of the parser's tree, and the
/// engine recurses over it.
pub const POLICY_CHAIN: usize = 200;

/// The longest line of a policy. The engine's own bound of 1,024 columns is short for a list of names.
pub const POLICY_COLUMNS: u32 = 8 * 1024;

/// How many modules share one engine: engines slow down more than linearly with their modules.
pub const MODULES_PER_ENGINE: usize = 10;

/// How deep a folder of policies may nest.
pub const POLICY_FOLDERS: usize = 32;

/// How many files a folder of policies may hold. The largest published collections have some 3,000.
pub const POLICY_FILES: usize = 10_000;

/// How much text a folder of policies may hold. All of it is sent to each process that evaluates it.
pub const POLICY_FOLDER_BYTES: usize = 32 * 1024 * 1024;

/// How long reading and preparing users' policies may take, in the process that will evaluate them.
pub const POLICY_LOADING: Duration = Duration::from_secs(60);

/// How much longer than [`EVALUATION`] the process that evaluates users' policies may be silent. The engine
/// keeps to its time except inside one built-in function; sending and reading a large document takes time too.
pub const EVALUATION_GRACE: Duration = Duration::from_secs(2);

/// How much memory the process that evaluates users' policies may map. A document of [`FILE_BYTES`] with
/// [`EXPANDED_NODES`] takes half of it.
pub const EVALUATION_MEMORY: u64 = 1536 * 1024 * 1024;

/// How long a process that evaluates users' policies may be busy in its life before another takes its place,
/// and the seconds of processor time after which the system ends it: an orphan must not run for ever.
pub const EVALUATION_BUSY: Duration = Duration::from_secs(30);
/// See [`EVALUATION_BUSY`]. Loading and one evaluation must fit on top of it.
pub const EVALUATION_PROCESSOR: u64 = 120;

/// How large the answers of users' policies about one document may be together.
pub const ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// How many things one rule of a user may deny in one document. Reports keep fewer; a policy that says more
/// than this has gone wrong.
pub const DENIALS: usize = 10_000;

/// How long a user's policy may make a message, in bytes.
pub const MESSAGE_BYTES: usize = 16 * 1024;

/// On how many documents a rule may crash or run out of time before it is given up: each costs seconds.
pub const BREAKDOWNS: usize = 3;
/// How many secret candidates one file may have; a file that has more is one big secret, and is said to be.
pub const SECRETS_PER_FILE: usize = 10_000;
/// How many results a SARIF file holds: GitHub keeps no more of one upload.
pub const SARIF_RESULTS: usize = 5_000;

/// How long a description in SARIF may be, in characters: GitHub rejects longer ones.
pub const SARIF_DESCRIPTION: usize = 1_024;

/// How many annotations of one level GitHub shows for a step.
pub const GITHUB_ANNOTATIONS: usize = 10;

/// How long a Markdown report may be, in bytes: GitHub refuses comments of more characters. A job summary may
/// hold 1 MiB.
pub const MARKDOWN_BYTES: usize = 65_536;

/// How many characters of one message or name Markdown shows, so that a single one cannot fill the comment.
pub const MARKDOWN_TEXT: usize = 400;

/// How many bytes of results an OpenReports report holds: etcd refuses objects of more than 1.5 MiB.
pub const OPENREPORTS_BYTES: usize = 1_000_000;
/// How long the name of a rule in SARIF may be, in characters: GitHub rejects longer ones.
pub const SARIF_NAME: usize = 255;

/// How many characters of one line a snippet shows; minified files have lines of megabytes.
pub const SNIPPET_COLUMNS: usize = 160;

/// How many lines of a fix are shown beside its finding; the whole is in the diff.
pub const PATCH_LINES: usize = 12;

/// The largest Dockerfile that is read. Real ones have a few KiB; each word becomes several nodes.
pub const DOCKERFILE_BYTES: usize = 1024 * 1024;

/// How many shell commands one Dockerfile may hold. Real ones have hundreds at most.
pub const DOCKERFILE_COMMANDS: usize = 20_000;

/// How many words the instructions of one Dockerfile may have. Rules look at each; real files have some thousands.
pub const DOCKERFILE_WORDS: usize = 100_000;

/// How many answers about objects are remembered. Each holds messages and fixes of a few KiB at most.
pub const REMEMBERED_EVALUATIONS: usize = 20_000;
/// How much may be said by what has no name, for an ignore of it to be known again in another version of its file.
/// It is read anew for each finding in it.
pub const UNNAMED_BYTES: usize = 64 * 1024;
/// How many lines above a go.mod directive are read as its explanation. A block's stands for each of its lines.
pub const EXPLANATION_LINES: usize = 64;

/// How many findings an HTML page shows: with more, browsers no longer filter them without a pause.
pub const HTML_FINDINGS: usize = 5_000;

/// How many rows any other list of an HTML page has.
pub const HTML_ROWS: usize = 1_000;

/// How many lines of one place an HTML page shows.
pub const HTML_CODE_LINES: usize = 12;

/// How many lines of one patch an HTML page shows; the whole is in the diff.
pub const HTML_PATCH_LINES: usize = 30;
/// How many lines of one version of a file times those of the other are compared; the time grows with it.
/// Above it, all that stands between the lines that both begin and end with counts as changed.
pub const COMPARED_LINES: usize = 25_000_000;

/// How many pairs of an added and a deleted file are looked at to tell which were renamed and changed as well.
/// With more of them a file that was changed while it was renamed counts as new.
pub const RENAME_PAIRS: usize = 40_000;

/// How long git may be silent. It lists a million files in a second; on a slow network drive it takes longer.
pub const GIT: Duration = Duration::from_secs(60);

/// How deep submodules in submodules are followed.
pub const SUBMODULES: usize = 8;
