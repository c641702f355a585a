module shop.example.com/cart

go 1.24

require shop.example.com/money v1.4.0

replace (
	shop.example.com/money v1.4.0 => shop.example.com/money v1.4.1
	shop.example.com/mail => ./mail
)
