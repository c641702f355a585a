FROM golang:1.24 AS build
USER root
RUN go build -o /app .

FROM alpine:3.21
USER root
RUN apk add --no-cache ca-certificates
COPY --from=build /app /app
USER 1000:0
ENTRYPOINT ["/app"]
