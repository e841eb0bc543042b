"""What pages show, as ready values: words, marks, times. Templates place them and decide nothing."""
