module shop.example.com/cart

go 1.24

require (
	shop.example.com/money v1.4.1 //~ go/sum-entry-missing
	shop.example.com/tax v1.0.0 // indirect
)
