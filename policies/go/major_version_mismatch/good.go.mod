module shop.example.com/cart

go 1.24

require (
	gopkg.in/yaml.v3 v3.0.1
	shop.example.com/mail v3.1.0+incompatible
	shop.example.com/money/v2 v2.4.0
	shop.example.com/tax v1.0.0
)
