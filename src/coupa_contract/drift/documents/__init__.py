"""What OpenAPI documents say of places: schemas laid over one another and told as facts."""
