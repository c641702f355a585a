FROM alpine:3.21
#~v docker/add-git-unpinned
ADD git@git.example.com:a/b.git /b
#~v docker/add-git-unpinned
ADD --keep-git-dir=true https://git.example.com/a/c.git#v1.0.0 /c
#~v docker/add-git-unpinned
ADD https://git.example.com/a/d.git /d
