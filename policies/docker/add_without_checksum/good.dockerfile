FROM alpine:3.21
ADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/a /a
ADD https://git.example.com/a/b.git#0123456789abcdef0123456789abcdef01234567 /b
ADD https://raw.example.com/a/b/0123456789abcdef0123456789abcdef01234567/install.sh /install.sh
ADD files /files
COPY https /https
