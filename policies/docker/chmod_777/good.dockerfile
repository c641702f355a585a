FROM alpine:3.21
COPY --chmod=755 run.sh /run.sh
RUN chmod 1777 /tmp && chmod -R g=u /data && chmod +x 777 && chmod 4755 /bin/su && umask 777
RUN echo chmod 777 /data
