module example.test/shop/api

go 1.25

require (
	example.test/auth v1.2.3
	example.test/money v0.0.0-20250102030405-0123456789ab // indirect
)

replace example.test/auth => ../auth // while it is being rewritten
