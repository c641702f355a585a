module shop.example.com/cart

go 1.24.3

require shop.example.com/money v1.4.0
