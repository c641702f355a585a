FROM node:22-slim
ENV CI=true
RUN pnpm install --prod && yarn install
RUN bun install --frozen-lockfile && yarn --version
