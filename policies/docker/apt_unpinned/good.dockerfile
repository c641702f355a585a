FROM debian:12-slim
COPY app.deb /tmp/
RUN apt-get update -q && apt-get install -y -t bookworm curl=7.88.1-10+deb12u12 /tmp/app.deb ${EXTRA}
RUN apt-get remove -y curl && apt list --installed
