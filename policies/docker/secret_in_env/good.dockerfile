FROM registry.example.com/base:1.4
ARG VERSION=1.4.0
ARG NPM_TOKEN
ENV DB_PASSWORD_FILE=/run/secrets/db \
    TOKEN_TTL=3600s \
    ALLOW_EMPTY_PASSWORD=yes \
    ADMIN_PASSWORD=changeme \
    SESSION_SECRET="" \
    API_TOKEN=${API_TOKEN}
LABEL password=hunter2
RUN --mount=type=secret,id=npm NPM_TOKEN=$(cat /run/secrets/npm) npm ci
