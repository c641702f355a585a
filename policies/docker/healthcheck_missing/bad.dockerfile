FROM golang:1.24 AS build
HEALTHCHECK CMD true

#~v docker/healthcheck-missing
FROM debian:12-slim
CMD ["/app"]
