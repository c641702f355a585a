//! Floor 6: from a report to bytes, one file per format. Adds nothing of its own.
