module shop.example.com/cart

go 1.24

require (
	shop.example.com/money v1.4.0-rc.2 //~ go/prerelease-version
	shop.example.com/tax/v2 v2.0.0-alpha //~ go/prerelease-version
)
