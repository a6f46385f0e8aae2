"""The command line: thin. Each command parses, calls one public function, and prints."""
