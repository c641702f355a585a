FROM registry.example.com/base:1.4 AS build
WORKDIR /src
#~v docker/secret-file-copied
COPY package.json .npmrc ./
RUN npm ci
FROM registry.example.com/base:1.4
#~v docker/secret-file-copied
COPY --chown=10001 certs/server.key /etc/tls/
#~v docker/secret-file-copied
COPY --from=build ["/src/.env", "/app/.env"]
#~v docker/secret-file-copied
ADD .ssh/ /home/app/.ssh/
#~v docker/secret-file-copied
COPY ssh_host_ed25519_key /etc/ssh/
#~v docker/secret-file-copied
COPY keys/jwt-private.pem keys/jwt-public.pem /etc/jwt/
USER 10001
