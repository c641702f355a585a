FROM debian:12-slim
RUN apt-get update && \
    #~v packages/unverified-download
    curl -fsSL https://example.com/tool-v1.2.3 -o /usr/bin/tool && chmod +x /usr/bin/tool
#~v packages/unverified-download
RUN wget -qO- https://example.com/latest | tar xz -C /opt
#~v packages/unverified-download
RUN curl https://example.com/latest >/dev/null >/usr/bin/b 2>/tmp/log && chmod +x /usr/bin/b
