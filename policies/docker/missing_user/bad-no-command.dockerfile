ARG VERSION=3.21
FROM alpine:$VERSION AS base
RUN adduser -D app

#~v docker/missing-user
FROM base
# The base image's command is enough.
COPY app /app
