FROM ruby:3.4-slim
ENV BUNDLE_DEPLOYMENT=1
RUN gem install bundler -v 2.6.2 && gem install rake:13.2.1 /tmp/app.gem
RUN bundle install && bundle exec rake
