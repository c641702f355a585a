module shop.example.com/cart

go 1.24.3

toolchain go1.23.9 //~ go/toolchain-older-than-go

require shop.example.com/money v1.4.0
