FROM rust:1.86
COPY Cargo.toml Cargo.lock ./
RUN cargo install --locked cargo-chef@0.1.71 && cargo build --locked --release
RUN cargo install --locked cargo-nextest
