"""What is measured: each module is a command of its own (`python -m benchmarks.routing --help`)."""
