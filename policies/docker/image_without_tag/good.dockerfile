ARG VERSION=1.24
ARG BASE
FROM golang:${VERSION} AS build
FROM build AS test
FROM $BASE AS given
FROM localhost:5000/tools:2 AS tools
FROM node:latest AS web
FROM alpine@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
COPY --from=BUILD /app /app
