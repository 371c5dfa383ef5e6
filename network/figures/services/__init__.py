"""What the pages, papers and files of figures say, counted once for all of them."""
