FROM ubuntu:24.04
#~v docker/sudo
RUN ["sudo", "make"]
#~v docker/sudo
RUN sudo -E make
