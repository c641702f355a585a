FROM node:22-slim
COPY . .
#~v packages/yarn-unlocked
RUN corepack enable && pnpm install
#~v packages/yarn-unlocked
RUN ["yarn"]
