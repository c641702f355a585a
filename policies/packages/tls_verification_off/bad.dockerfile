FROM debian:12-slim
#~v packages/tls-verification-off
ENV NODE_TLS_REJECT_UNAUTHORIZED=0
#~v packages/tls-verification-off
RUN curl -sSkL https://example.com/a -o a && \
    #~v packages/tls-verification-off
    wget -q --no-check-certificate https://example.com/b
#~v packages/tls-verification-off
RUN npm config set strict-ssl false
