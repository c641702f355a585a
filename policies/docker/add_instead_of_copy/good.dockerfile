FROM scratch
ADD rootfs.tar.xz /
ADD layers/*.tar.gz extra.txt /
ADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/a /a
ADD --keep-git-dir=true https://git.example.com/a/b.git#v1 /b
ADD ${ARTIFACT} /c
COPY . /app
