FROM alpine:3.22 AS build
#~v docker/maintainer
MAINTAINER Pat O'Brien <web@example.com>
RUN make

FROM scratch
LABEL org.opencontainers.image.authors="web@example.com"
#~v docker/maintainer
maintainer Web team
COPY --from=build /app /app
