FROM ruby:3.4-slim
#~v packages/gem-unpinned
RUN gem install bundler
COPY Gemfile Gemfile.lock ./
#~v packages/gem-unpinned
RUN bundle install --jobs 4
#~v packages/gem-unpinned
RUN bundle && bundle exec rake
