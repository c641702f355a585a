FROM golang:1.24 AS build
RUN go build -o /app .

# Runs as 65532 already.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /app /app
ENTRYPOINT ["/app"]
