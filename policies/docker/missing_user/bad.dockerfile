FROM golang:1.24 AS build
USER 1000
WORKDIR /src
COPY . .
RUN go build -o /app .

#~v docker/missing-user
FROM alpine:3.21
ENTRYPOINT ["/sbin/tini", "--"]
RUN apk add --no-cache tini
COPY --from=build /app /app
EXPOSE 8080
CMD ["/app"]
