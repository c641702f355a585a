FROM debian:12-slim
#~v docker/add-instead-of-copy
ADD . /app
#~v docker/add-instead-of-copy
add --chown=1000:1000 --link ["a file", "target/", "/opt/"]
#~v docker/add-instead-of-copy
ONBUILD ADD package.json /app/
