module shop.example.com/cart

go 1.24

require (
	shop.example.com/money v1.4.0
	shop.example.com/mail v1.2.0
	shop.example.com/tax v1.0.0
)

replace shop.example.com/money => ../money //~ go/local-replace

replace (
	shop.example.com/mail => ./internal/mail
	shop.example.com/tax v1.0.0 => /home/dev/tax //~ go/local-replace
)
