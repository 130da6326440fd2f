"""All that is only demonstration: what `seed_demo` does, the data it reads, the pictures its stories show."""
