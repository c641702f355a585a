FROM python:3.13-slim
#~v packages/untrusted-index
ENV PIP_TRUSTED_HOST=pypi.example.com PIP_NO_CACHE_DIR=1
#~v packages/untrusted-index
RUN pip install --extra-index-url https://pypi.example.com/simple -r requirements.txt
#~v packages/untrusted-index
RUN pip install --trusted-host=files.example.com -r requirements.txt
#~v packages/untrusted-index
RUN pip install -i http://pypi.example.com/simple -r requirements.txt
