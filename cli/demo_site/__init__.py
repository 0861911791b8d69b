"""A small invented site in the shape of a Drupal library, to try pubharvest on without the network."""
