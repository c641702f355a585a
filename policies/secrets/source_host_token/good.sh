#!/bin/sh
# The token comes from the job; examples and masked tokens are none.
curl --header "PRIVATE-TOKEN: $GITLAB_TOKEN" https://git.example.com/api/v4/projects
echo "a token looks like ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
git clone "https://oauth2:${TOKEN}@git.example.com/a/b.git"
git checkout 3b18e512dba79e4c8300dd08aeb37f8e728b8dad
