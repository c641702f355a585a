FROM python:3.13-slim
WORKDIR /app
COPY Pipfile ./
RUN pipenv install
