FROM golang:1.24
#~v packages/go-install-latest:16
RUN go install example.com/tools/cmd/one@latest && \
    go install example.com/tools/cmd/two@v1.4.0
