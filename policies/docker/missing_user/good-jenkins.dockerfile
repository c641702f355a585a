ARG VERSION=2.504.1-lts
# Its own Dockerfile ends with USER jenkins.
FROM jenkins/jenkins:${VERSION}
COPY plugins.txt /usr/share/jenkins/ref/
RUN jenkins-plugin-cli -f /usr/share/jenkins/ref/plugins.txt
