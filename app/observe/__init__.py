"""What operators see: logs and metrics, without a patient in them."""
