FROM golang:1.24 AS build
RUN go build -o /app .

#~v docker/missing-user
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
