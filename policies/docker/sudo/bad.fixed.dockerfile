FROM ubuntu:24.04
RUN apt-get update && apt-get install -y tini
RUN cd /src && \
    make && \
    make install
