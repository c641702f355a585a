FROM golang:1.24 AS build
RUN go build -o /app .

# `docker build --output` takes the files out; nothing runs.
FROM scratch
COPY --from=build /app /app
