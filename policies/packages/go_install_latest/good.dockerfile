FROM golang:1.24
ARG TOOL=v1.4.0
COPY go.mod go.sum ./
RUN go install example.com/tools/cmd/one@${TOOL} example.com/tools/cmd/two@v1.4.0
RUN go install ./... && go install example.com/in/go/mod && go get -t ./...
CMD ["go", "run", "main.go"]
