"""What the tests of storage share."""
