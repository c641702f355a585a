//! How a new word is written so that it reads back as itself.
