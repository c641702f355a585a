FROM rust:1.86
COPY Cargo.toml Cargo.lock ./
#~v packages/cargo-unlocked packages/cargo-unlocked
RUN cargo install cargo-chef@0.1.71 && cargo build --release
#~v packages/cargo-unlocked:28
RUN cargo install --locked cargo-nextest
