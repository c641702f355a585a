module shop.example.com/cart

go 1.24

require shop.example.com/money v2.4.0+incompatible //~ go/incompatible-version
