FROM scratch
#~v docker/maintainer
MAINTAINER Pat O'Brien <p@example.com>

FROM scratch
#~v docker/maintainer
MAINTAINER NGINX Docker Maintainers "docker-maint@example.com"

FROM scratch
#~v docker/maintainer
MAINTAINER "Web team"
