module example.com/a
/* hidden
replace example.com/b => ../b
