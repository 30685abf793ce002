"""Clinical decision support for ocrelizumab in multiple sclerosis."""
