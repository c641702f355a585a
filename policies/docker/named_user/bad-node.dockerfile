FROM node:22-slim
COPY . /app
#~v docker/named-user
USER node
CMD ["node", "/app"]
