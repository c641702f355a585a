FROM debian:12-slim
#~v docker/insecure-run
RUN --security=insecure mount -t proc none /proc
#~v docker/insecure-run
RUN --mount=type=cache,target=/c --network=host make test
