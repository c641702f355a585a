FROM alpine:3.21
RUN addgroup -S app && adduser -S -u 10001 -G app app && adduser -S other
COPY app /app
USER 10001:app
ENTRYPOINT ["/app"]
