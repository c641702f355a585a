module shop.example.com/cart

go 1.24

require (
	shop.example.com/mail v0.0.0-00010101000000-000000000000
	shop.example.com/money v1.4.1-0.20260212183809-81e46e3db34a
	shop.example.com/tax v0.0.0-20260229183809-81e46e3db34a // indirect
)

replace shop.example.com/mail => ./mail
