module shop.example.com/cart

go 1.24

require (
	shop.example.com/money v1.4.0
	shop.example.com/tax v1.0.0
)

require (
	shop.example.com/money v1.4.0 // indirect //~ go/duplicate-require
	shop.example.com/tax v1.1.0 // indirect //~ go/duplicate-require
)
