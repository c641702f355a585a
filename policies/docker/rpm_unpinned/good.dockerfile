FROM registry.example.com/rocky:9.4
RUN dnf -y install nfs-utils-2.5.4-26.el9 ${EXTRA} && dnf -y upgrade

FROM registry.example.com/leap:15.6
RUN zypper --non-interactive install git-core=2.43.0 ./tool.rpm
