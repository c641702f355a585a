FROM debian:12-slim AS base
HEALTHCHECK --interval=30s CMD ["/app", "health"]

FROM base
CMD ["/app"]
