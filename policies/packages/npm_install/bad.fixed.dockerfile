FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm config set fund false && npm ci --omit=dev
