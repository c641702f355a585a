FROM scratch
# MAINTAINER of old
LABEL org.opencontainers.image.authors="Web team <web@example.com>" maintainer="web"
COPY app /app
