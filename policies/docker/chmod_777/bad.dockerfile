FROM alpine:3.21
#~v docker/chmod-777
COPY --chmod=0777 run.sh /run.sh
RUN mkdir /data \
#~v docker/chmod-777
    && chmod -R 777 /data
#~v docker/chmod-777
RUN ["chmod", "a+rwx", "/run"]
