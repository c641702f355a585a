#!/bin/sh
#~v secrets/json-web-token
curl --header "Authorization: Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzaG9wIiwic3ViIjoiY2FydC1zZXJ2aWNlIiwiZXhwIjoxNzg1NTQyNDAwfQ.CvgXjidWC8l6NuKxPRqh3yuzK3JBk3rA5wDDNAn_lEz" https://api.example.com/carts
