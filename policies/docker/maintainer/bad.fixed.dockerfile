FROM alpine:3.22 AS build
LABEL org.opencontainers.image.authors="Pat O'Brien <web@example.com>"
RUN make

FROM scratch
LABEL org.opencontainers.image.authors="web@example.com"
COPY --from=build /app /app
