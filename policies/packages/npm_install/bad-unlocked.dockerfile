FROM node:22-slim
COPY package*.json ./
#~v packages/npm-install
RUN npm i
#~v packages/npm-install
RUN ["npm", "install", "--production"]
#~v packages/npm-install
ONBUILD RUN (cd server && npm install --no-save)
