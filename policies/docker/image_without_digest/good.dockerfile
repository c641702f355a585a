FROM golang:1.24@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef AS build
RUN --mount=type=cache,target=/root/.cache go build -o /app .

FROM build AS test
RUN --mount=type=bind,from=build,target=/x go test /x

FROM scratch
COPY --from=build /app /app
COPY --from=0 /lib /lib
COPY --from=tools@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef /t /t
ONBUILD COPY --from=assets /a /a

# Other rules speak of these.
FROM alpine
COPY --from=ghcr.io/example/tool:latest /tool /usr/bin/tool
FROM debian:latest
