FROM python:3.13-slim
ENV PIP_INDEX_URL=https://pypi.example.com/simple
RUN pip install --extra-index-url=https://download.pytorch.org/whl/cpu -r requirements.txt
RUN npm ci --registry https://npm.example.com && pip install --trusted-host localhost six==1.17.0
