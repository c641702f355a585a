module shop.example.com/cart

go 1.24

require (
	shop.example.com/mail v0.0.0
	shop.example.com/money v1.4.0
	shop.example.com/tax v1.0.0 // indirect
)

replace shop.example.com/mail => ./mail

replace shop.example.com/tax v1.0.0 => git.example.com/fork/tax v1.0.1
