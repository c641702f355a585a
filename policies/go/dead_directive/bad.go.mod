module shop.example.com/cart

go 1.24

require shop.example.com/money v1.4.0

replace shop.example.com/mail => ./mail //~ go/dead-directive

exclude (
	shop.example.com/money v1.3.0
	shop.example.com/tax v1.0.0 //~ go/dead-directive
)
