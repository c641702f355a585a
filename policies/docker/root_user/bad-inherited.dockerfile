FROM alpine:3.21 AS base
#~v docker/root-user
USER 0:0

FROM base
CMD ["sleep", "1"]
