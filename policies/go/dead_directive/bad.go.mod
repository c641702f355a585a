module shop.example.com/cart

go 1.24

require shop.example.com/money v1.4.0

replace git.example.com/fork/mail => ./mail //~ go/dead-directive

exclude (
	shop.example.com/money v1.3.0
	git.example.com/fork/tax v1.0.0 //~ go/dead-directive
)
