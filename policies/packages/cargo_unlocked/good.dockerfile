FROM rust:1.86
RUN cargo install --locked cargo-chef@0.1.71 && cargo build --release --locked
RUN cargo chef cook && cargo install --path . --locked
CMD ["cargo", "run"]
