module shop.example.com/cart

go 1.24

require (
	shop.example.com/money v1.4.1-0.20261312183809-81e46e3db34a //~ go/impossible-pseudo-version
	shop.example.com/tax v0.0.0-20260212183809-81e46e3 // indirect //~ go/impossible-pseudo-version
)

//~v go/impossible-pseudo-version
replace shop.example.com/mail => git.example.com/fork/mail v0.0.0-20260212183809-main
