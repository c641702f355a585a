FROM registry.example.com/rocky:9.4
#~v docker/rpm-unpinned
RUN dnf -y install nfs-utils tar-1.34-6.el9 && dnf clean all

FROM registry.example.com/leap:15.6
#~v docker/rpm-unpinned
RUN zypper --non-interactive install git-core=2.43.0 curl
