replace example.com/b => ../b
