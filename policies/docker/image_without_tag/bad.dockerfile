ARG BASE=registry.example.com:5000/base/jdk
#~v docker/image-without-tag
FROM --platform=linux/amd64 golang AS build
RUN go build -o /app .

#~v docker/image-without-tag
FROM $BASE AS tools

FROM scratch
COPY --from=build /app /app
