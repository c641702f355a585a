module example.test/m

go 1.25

require (
<<<<<<< HEAD
	example.test/a v1.0.0
=======
	example.test/a v1.0.1
>>>>>>> x
)
