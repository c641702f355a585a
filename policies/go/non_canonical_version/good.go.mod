module shop.example.com/cart

go 1.24

require (
	shop.example.com/mail v3.1.0+incompatible
	shop.example.com/money v1.4.0-rc.2
	shop.example.com/tax v0.0.0-20260212183809-81e46e3db34a
)

replace shop.example.com/mail => ./mail
