FROM node:22-slim
RUN npm config set fund false \
    #~v packages/npm-unpinned:23
    && npm install -g typescript pm2@5.4.2
#~v packages/npm-unpinned
RUN ["yarn", "global", "add", "serve"]
