FROM node:22-slim
COPY package.json yarn.lock ./
#~v packages/yarn-unlocked
RUN yarn install --production
