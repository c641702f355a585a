FROM alpine:3.21
#~v docker/apk-unpinned
RUN apk add --no-cache --virtual .build gcc musl-dev=1.2.5-r9 && make && apk del .build
