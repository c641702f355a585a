FROM debian:12-slim
RUN mount -t proc none /proc
RUN --mount=type=cache,target=/c make test
