FROM rust:1.86
WORKDIR /src
COPY Cargo.toml ./
COPY src ./src
#~v packages/cargo-unlocked
RUN cargo build --release
