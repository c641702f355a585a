ARG VERSION=1.4.0
FROM registry.example.com/base:${VERSION}
ARG TOKEN_FILE=/run/secrets/npm
ARG SECRET_ID
ARG ALLOW_EMPTY_PASSWORD=yes
ENV DB_PASSWORD=""
RUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci
USER 10001
