FROM rust:1.86
WORKDIR /src
COPY Cargo.toml ./
COPY src ./src
RUN cargo build --release
