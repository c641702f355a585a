FROM python:3.13-slim
ARG FLASK=3.1.0
COPY requirements.txt .
RUN pip install pip==25.1 && pip install --no-cache-dir -r requirements.txt
RUN pip install "flask==${FLASK}" . -e ./plugin '.[dev]' /wheels/app-1.0-py3-none-any.whl
RUN echo pip install flask
