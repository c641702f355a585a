FROM debian:12-slim
RUN curl -fsSLO https://example.com/tool-v1.2.3.tar.gz \
    && echo "0123456789abcdef  tool-v1.2.3.tar.gz" | sha256sum --check \
    && tar xf tool-v1.2.3.tar.gz
RUN curl -fsS https://example.com/version.json | jq -r .version
