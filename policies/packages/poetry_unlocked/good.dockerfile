FROM python:3.13-slim
RUN uv sync --locked --no-dev && uv pip install -r requirements.txt
RUN poetry install --only main && pipenv sync
