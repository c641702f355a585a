module shop.example.com/cart

go 1.24

require shop.example.com/money v1.4.0

replace shop.example.com/money => git.example.com/fork/money v1.4.1 //~ go/fork-replace
