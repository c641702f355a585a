FROM alpine:3.21
# syntax=docker/dockerfile:1
