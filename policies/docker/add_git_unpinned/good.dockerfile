FROM alpine:3.21
ARG COMMIT
ADD https://git.example.com/a/b.git#0123456789abcdef0123456789abcdef01234567:sub /b
ADD --checksum=0123456789abcdef0123456789abcdef01234567 https://git.example.com/a/b.git#v1.0.0 /b
ADD https://git.example.com/a/b.git#${COMMIT} /b
ADD https://example.com/git.tar /c
COPY b.git /d
