FROM node:22-slim
WORKDIR /app
COPY package.json .npmrc ./
COPY src ./src
RUN npm install --omit=dev
