FROM registry.example.com/base:1.4
#~v docker/secret-build-argument
ARG NPM_TOKEN
ARG VERSION=1.4.0
#~v docker/secret-build-argument
ARG GIT_PASSWORD=""
RUN npm config set //npm.example.com/:_authToken "$NPM_TOKEN" && npm ci
USER 10001
