return { sensitive = "marked sensitive" }
