module shop.example.com/cart

go 1.24

require shop.example.com/money v1.4.0

require shop.example.com/mail v1.2.0 // indirect

exclude shop.example.com/money v1.3.0

replace shop.example.com/mail => ./mail
