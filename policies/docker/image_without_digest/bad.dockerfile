#~v docker/image-without-digest
FROM golang:1.24 AS build
#~v docker/image-without-digest
RUN --mount=type=bind,from=busybox:1.37,target=/busybox /busybox/sh build.sh

#~v docker/image-without-digest
FROM alpine:3.22
#~v docker/image-without-digest
COPY --from=ghcr.io/example/tool:1.2.3 /tool /usr/bin/tool
