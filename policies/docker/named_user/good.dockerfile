FROM node:22-slim AS build
USER node
RUN npm ci

FROM node:22-slim
ARG APP_UID=10001
USER ${APP_UID}
CMD ["node", "/app"]
