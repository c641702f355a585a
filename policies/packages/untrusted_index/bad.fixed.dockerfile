FROM python:3.13-slim
ENV PIP_NO_CACHE_DIR=1
RUN pip install -r requirements.txt
RUN pip install -r requirements.txt
RUN pip install -i https://pypi.example.com/simple -r requirements.txt
