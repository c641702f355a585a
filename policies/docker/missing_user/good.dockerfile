FROM alpine:3.21 AS base
USER 10001

FROM base AS middle
COPY lib /lib

# The user comes from two stages up.
FROM middle
COPY app /app
ENTRYPOINT ["/app"]
