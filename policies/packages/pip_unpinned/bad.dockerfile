FROM python:3.13-slim
ARG FLASK=3.1.0
#~v packages/pip-unpinned
RUN pip install --upgrade pip
#~v packages/pip-unpinned:31
RUN pip install flask==$FLASK "gunicorn[gevent]>=23" && \
    #~v packages/pip-unpinned:28
    python3 -m pip install requests && rm -rf /root/.cache
# The shell reads this as `pip install six`, and writes to the file `=1.16`.
#~v packages/pip-unpinned
RUN pip install six>=1.16
