module shop.example.com/cart

go 1.24.0

toolchain go1.24.3
