"""How the outside is reached: files and, with a neighbour set up, its wire."""
