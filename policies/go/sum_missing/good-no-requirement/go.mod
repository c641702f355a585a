module example.test/cart

go 1.22
