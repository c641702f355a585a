FROM python:3.13-slim
RUN --mount=type=bind,source=uv.lock,target=uv.lock \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    uv sync --locked --no-install-project
COPY Pipfile Pipfile.lock ./
RUN pipenv install --deploy --system
RUN poetry lock && poetry install
