FROM node:22-slim
USER node
COPY . /app
#~v docker/root-user
USER root
RUN apt-get update && apt-get install -y tini
ENTRYPOINT ["tini", "--", "node", "/app"]
