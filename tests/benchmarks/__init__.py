"""What the delivery of mail is measured with: `python -m tests.benchmarks kills` and `… throughput` (make harness)."""
