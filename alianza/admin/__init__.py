"""The site that all apps' admins stand in, and the audit trail in it. Each app registers its own models."""
