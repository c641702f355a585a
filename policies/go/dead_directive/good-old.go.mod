module shop.example.com/cart

go 1.16

require shop.example.com/money v1.4.0

replace git.example.com/fork/mail => ./mail
