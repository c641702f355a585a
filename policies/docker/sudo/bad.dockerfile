FROM ubuntu:24.04
#~v docker/sudo docker/sudo
RUN sudo apt-get update && sudo apt-get install -y tini
RUN cd /src && \
    make && \
    #~v docker/sudo
    sudo make install
