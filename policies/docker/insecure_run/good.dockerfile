FROM debian:12-slim
RUN --network=none --security=sandbox make
RUN docker run --network=host x
