FROM python:3.13-slim
WORKDIR /app
COPY Pipfile ./
#~v packages/poetry-unlocked
RUN pipenv install
