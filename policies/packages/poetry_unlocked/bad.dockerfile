FROM python:3.13-slim
RUN --mount=type=bind,source=uv.lock,target=uv.lock \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    #~v packages/poetry-unlocked
    uv sync --no-install-project
COPY Pipfile Pipfile.lock ./
#~v packages/poetry-unlocked
RUN pipenv install --system
#~v packages/poetry-unlocked:12
RUN poetry lock && poetry install
