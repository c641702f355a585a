module shop.example.com/cart

go 1.24

require shop.example.com/money v1.6.0

replace shop.example.com/money => shop.example.com/money v1.4.1 //~ go/unversioned-replace
