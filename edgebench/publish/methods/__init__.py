"""What the methods page defines: figures read from the code that applies them, and a glossary."""
