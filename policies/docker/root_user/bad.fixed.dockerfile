FROM node:22-slim
USER node
COPY . /app
USER root
RUN apt-get update && apt-get install -y tini
USER node
ENTRYPOINT ["tini", "--", "node", "/app"]
