FROM node:22-slim
WORKDIR /app
COPY package.json .npmrc ./
COPY src ./src
#~v packages/npm-install
RUN npm install --omit=dev
