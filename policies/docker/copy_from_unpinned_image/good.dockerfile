FROM golang:1.24 AS Build
RUN --mount=type=bind,from=ghcr.io/example/tools:1.2,target=/tools /tools/build
RUN --mount=type=secret,id=from=x,target=/s cat /s

FROM debian:12-slim
RUN --mount=from=build,target=/b cp /b/x /x
COPY --from=build /app /app
COPY --from=0 /lib /lib
COPY --from=composer:2 /usr/bin/composer /usr/bin/composer
ONBUILD COPY --from=assets /a /a
