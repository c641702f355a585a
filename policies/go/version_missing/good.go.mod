module shop.example.com/cart

go 1.24.3
