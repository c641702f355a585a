module example.com/[2J

go 1.22

replace example.com/a => ../‮a
