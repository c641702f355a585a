ARG TAG=latest
#~v docker/image-tag-latest:6
FROM golang:latest AS build

#~v docker/image-tag-latest
FROM nginx:${TAG}
