module shop.example.com/cart

go 1.24

require shop.example.com/money v1.4.0

exclude (
	shop.example.com/money v1.3.0
)
