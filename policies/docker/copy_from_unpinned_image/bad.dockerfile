FROM golang:1.24 AS build
#~v docker/copy-from-unpinned-image
RUN --mount=type=bind,source=/x,from=ghcr.io/example/tools,target=/tools /tools/build

FROM debian:12-slim
COPY --from=build /app /app
#~v docker/copy-from-unpinned-image
COPY --chown=1 --from=docker.io/library/busybox:latest /bin/sh /bin/sh
#~v docker/copy-from-unpinned-image
COPY --from=example/certificates / /
