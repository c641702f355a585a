module shop.example.com/cart

go 1.24

require (
	shop.example.com/mail v1 //~ go/non-canonical-version
	shop.example.com/money master //~ go/non-canonical-version
	shop.example.com/tax v1.0.0
)

replace shop.example.com/tax => git.example.com/fork/tax latest //~ go/non-canonical-version
