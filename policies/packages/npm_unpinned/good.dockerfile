FROM node:22-slim
ARG PNPM_VERSION=9.1.0
RUN npm install -g typescript@5.8.3 "pnpm@${PNPM_VERSION}" corepack@0.34.6
RUN npm ci && npx tsc --build
