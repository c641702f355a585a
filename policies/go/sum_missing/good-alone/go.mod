module shop.example.com/cart

go 1.24

require shop.example.com/mail v0.0.0

replace shop.example.com/mail => ./mail
