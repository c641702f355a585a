FROM registry.example.com/base:1.4 AS build
WORKDIR /src
COPY package.json package-lock.json .env.example ./
COPY id_rsa.pub /home/app/.ssh/authorized_keys
COPY certs/ca.pem certs/server.crt /etc/tls/
ADD https://example.com/releases/server.key /tmp/
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
COPY src .env/
COPY <<EOT /etc/motd
.env
EOT
