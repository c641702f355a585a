module shop.example.com/cart

go 1.24

require (
	shop.example.com/mail v1.2.0-beta.1 // indirect
	shop.example.com/money v1.4.0
	shop.example.com/tax v1.0.1-0.20260212183809-81e46e3db34a
)
