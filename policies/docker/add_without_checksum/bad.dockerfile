FROM alpine:3.21
ARG VERSION=1.2.3
#~v docker/add-without-checksum
ADD --chmod=755 https://example.com/tool/${VERSION}/tool-linux-amd64 /usr/bin/tool
#~v docker/add-without-checksum
ADD ["HTTP://example.com/a file.txt", "/a file.txt"]
ADD motd \
#~v docker/add-without-checksum
  https://example.com/a https://example.com/b /files/
