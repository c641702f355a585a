FROM node:22-slim
WORKDIR /app
COPY package.json ./
#~v packages/yarn-unlocked
RUN yarn install
