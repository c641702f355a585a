FROM debian:12-slim
#~v packages/download-and-run
RUN curl -fsSL https://example.com/setup.sh | bash -
#~v packages/download-and-run
RUN set -o pipefail; wget -qO- https://example.com/install.sh | tee log | sudo -E sh -s -- -b /usr/bin
#~v packages/download-and-run
RUN sh -c "$(curl -fsSL https://example.com/install.sh)"
#~v packages/download-and-run
RUN ["bash", "-c", "eval \"$(curl https://example.com/env)\""]
#~v packages/download-and-run
RUN curl -fsSLo /tmp/get.sh https://example.com/get.sh \
    && sh /tmp/get.sh --yes
