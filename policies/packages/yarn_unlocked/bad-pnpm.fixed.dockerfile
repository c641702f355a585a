FROM node:22-slim
COPY . .
RUN corepack enable && pnpm install --frozen-lockfile
RUN ["yarn", "--frozen-lockfile"]
