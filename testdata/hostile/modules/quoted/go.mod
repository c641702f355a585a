module "example.com/a"

go 1.22

replace `example.com/b` => "../b"
