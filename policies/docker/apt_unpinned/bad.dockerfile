FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
        #~v docker/apt-unpinned
        ca-certificates \
        curl=7.88.1-10+deb12u12 \
    && rm -rf /var/lib/apt/lists/*
