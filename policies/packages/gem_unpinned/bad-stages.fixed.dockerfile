FROM ruby:3.4-slim AS build
COPY Gemfile Gemfile.lock ./
ENV BUNDLE_FROZEN=true
RUN bundle install --jobs 4
RUN bundle && bundle exec rake
RUN cd web && bundle install

FROM ruby:3.4-slim
COPY Gemfile Gemfile.lock ./
ENV BUNDLE_FROZEN=true
RUN bundle install
