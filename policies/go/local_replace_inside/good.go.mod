module shop.example.com/cart

go 1.24

require (
	shop.example.com/mail v1.2.0
	shop.example.com/money v1.4.0
)

replace shop.example.com/money => shop.example.com/money v1.4.1

// Outside the repository: the rule go/local-replace.
replace shop.example.com/mail => ../mail
