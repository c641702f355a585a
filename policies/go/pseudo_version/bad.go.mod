module shop.example.com/cart

go 1.24

require (
	shop.example.com/money v1.4.1-0.20260212183809-81e46e3db34a //~ go/pseudo-version
	shop.example.com/tax v0.0.0-20260212183809-81e46e3db34a //~ go/pseudo-version
)
