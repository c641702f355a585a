FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
#~v packages/npm-install:38
RUN npm config set fund false && npm install --omit=dev
