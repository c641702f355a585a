FROM ruby:3.4-slim AS build
COPY Gemfile Gemfile.lock ./
#~v packages/gem-unpinned
RUN bundle install --jobs 4
#~v packages/gem-unpinned
RUN bundle && bundle exec rake
#~v packages/gem-unpinned
RUN cd web && bundle install

FROM ruby:3.4-slim
COPY Gemfile Gemfile.lock ./
#~v packages/gem-unpinned
RUN bundle install
