FROM ruby:3.4-slim
RUN gem install bundler
COPY Gemfile Gemfile.lock ./
ENV BUNDLE_FROZEN=true
RUN bundle install --jobs 4
RUN bundle && bundle exec rake
