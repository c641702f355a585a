FROM golang:1.24
ENV GOPRIVATE=git.example.com/* GOPROXY=off
RUN GOSUMDB=sum.golang.org go mod download && echo $GOSUMDB
