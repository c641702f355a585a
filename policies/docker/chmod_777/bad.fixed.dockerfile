FROM alpine:3.21
COPY --chmod=0775 run.sh /run.sh
RUN mkdir /data \
    && chmod -R 775 /data
RUN ["chmod", "ug+rwx,o+rx", "/run"]
