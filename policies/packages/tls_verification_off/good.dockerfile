FROM debian:12-slim
ENV NODE_EXTRA_CA_CERTS=/ca.pem
RUN curl -fsSL --cacert /ca.pem https://example.com/a | grep -k x
HEALTHCHECK CMD curl -fk https://localhost:8443/health
