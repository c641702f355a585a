FROM debian:12-slim
COPY . /app
COPY --chown=1000:1000 --link ["a file", "target/", "/opt/"]
ONBUILD COPY package.json /app/
