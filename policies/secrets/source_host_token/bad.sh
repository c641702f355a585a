#!/bin/sh
#~v secrets/source-host-token
curl --header "X-Token: glimt-w5o9fcigqnl1xbvls67t" https://git.example.com/api/v4/projects
