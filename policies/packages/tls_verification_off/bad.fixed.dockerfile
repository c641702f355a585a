FROM debian:12-slim
RUN curl -sSL https://example.com/a -o a && \
    wget -q https://example.com/b
RUN npm config set strict-ssl false
