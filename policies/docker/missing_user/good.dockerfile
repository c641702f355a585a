FROM alpine:3.21 AS base
USER 10001

FROM base
COPY app /app
ENTRYPOINT ["/app"]
