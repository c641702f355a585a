FROM golang:1.24
ENV CGO_ENABLED=0
RUN GOINSECURE=* go mod download
