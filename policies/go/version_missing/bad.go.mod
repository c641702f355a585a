module shop.example.com/cart //~ go/version-missing

require shop.example.com/money v1.4.0
