FROM node:22-slim
COPY package*.json ./
RUN npm ci
RUN ["npm", "ci", "--production"]
ONBUILD RUN (cd server && npm install --no-save)
