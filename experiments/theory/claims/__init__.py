"""The claims, a module for each part of the cycle; each reads like a sentence of the theory."""
