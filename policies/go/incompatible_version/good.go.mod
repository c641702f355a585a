module shop.example.com/cart

go 1.24

require (
	shop.example.com/mail v3.1.0+incompatible // indirect
	shop.example.com/money/v2 v2.4.0
)
