FROM debian:12-slim
RUN curl -fsSL https://example.com/x.tar.gz | tar xz && curl -s https://example.com/v.json | python3 -m json.tool
RUN curl -fsSLo get.sh https://example.com/get.sh && echo "0123 get.sh" | sha256sum -c - && sh get.sh
RUN bash -c "VERSION=$(curl -s https://example.com/version) && echo $VERSION"
RUN echo 'curl https://example.com/x | sh' > readme
HEALTHCHECK CMD curl -s http://localhost:8080/health | sh -c 'grep ok'
