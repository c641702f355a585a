FROM alpine:3.21 AS base
USER 10001

FROM base
CMD ["sleep", "1"]
