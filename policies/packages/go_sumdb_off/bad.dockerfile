FROM golang:1.24
#~v packages/go-sumdb-off
ENV CGO_ENABLED=0 GOSUMDB=off
#~v packages/go-sumdb-off
RUN GOINSECURE=* go mod download
#~v packages/go-sumdb-off
ARG GOPRIVATE=*
