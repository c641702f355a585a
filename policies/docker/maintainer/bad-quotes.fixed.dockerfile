FROM scratch
LABEL org.opencontainers.image.authors="Pat O'Brien <p@example.com>"

FROM scratch
LABEL org.opencontainers.image.authors='NGINX Docker Maintainers "docker-maint@example.com"'

FROM scratch
MAINTAINER "Web team"
