#!/bin/sh
curl --header "Authorization: Bearer $TOKEN" https://api.example.com/carts
# A header alone, and the token of the tutorials.
echo eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9
echo eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.aaPUI4oj2QBEjRTsnBD1DEB0Kk9I48zpYQfSo9PwQpW
