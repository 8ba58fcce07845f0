"""What each command of the command line takes, one module for each group; read only when that command is called."""
