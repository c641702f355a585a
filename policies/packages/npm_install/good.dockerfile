FROM node:22-slim
COPY package.json package-lock.json ./
# npm install
RUN npm ci && npm install -g npm@10.2.3 && npm cache clean --force
RUN npm install ./local && npm install --package-lock-only && echo npm install
CMD ["npm", "start"]
