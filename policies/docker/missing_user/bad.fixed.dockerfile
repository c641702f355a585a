FROM golang:1.24 AS build
USER 1000
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM alpine:3.21
COPY --from=build /app /app
USER 10001
ENTRYPOINT ["/app"]
