"""What moved on the screen: found by votes of rare runs, tried first where it went on."""
