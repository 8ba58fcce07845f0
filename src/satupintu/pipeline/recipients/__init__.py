"""Who received what from which programme, as each agency reported it, and where programmes overlap or miss people."""
