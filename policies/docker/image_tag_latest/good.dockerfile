FROM golang:1.24 AS latest
FROM latest AS test
FROM node:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
