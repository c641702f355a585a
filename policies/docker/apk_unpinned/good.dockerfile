FROM alpine:3.21
RUN apk add --no-cache "curl~=8.12" tini=0.19.0-r3 ${EXTRA} && apk del tini && apk info -v
