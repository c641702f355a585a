FROM registry.example.com/base:1.4
#~v docker/secret-in-env
ARG API_KEY=9f8e7d6c5b4a
ENV PORT=8080 \
    # the next line is part of the same instruction
    #~v docker/secret-in-env
    DB_PASSWORD=correct-horse-7
#~v docker/secret-in-env
ENV ADMIN_PASSWORD admin
USER 10001
