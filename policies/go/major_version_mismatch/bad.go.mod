module shop.example.com/cart

go 1.24

require (
	gopkg.in/yaml.v2 v3.0.1 //~ go/major-version-mismatch
	shop.example.com/mail v3.1.0 //~ go/major-version-mismatch
	shop.example.com/money/v2 v1.4.0 //~ go/major-version-mismatch
)
