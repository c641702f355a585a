module shop.example.com/cart

go 1.24

require (
	shop.example.com/mail v0.0.0
	shop.example.com/tax v1.0.0
)

replace shop.example.com/mail => ./internal/mail //~ go/local-replace-inside:34

replace shop.example.com/tax v1.0.0 => ./tax/../libs/tax //~ go/local-replace-inside
