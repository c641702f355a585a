FROM ubuntu:24.04
RUN apt-get update && apt-get install -y sudo && echo "app ALL=(ALL) ALL" > /etc/sudoers.d/app
# RUN sudo make
RUN echo sudo && gosu app make
ENTRYPOINT sudo /start
