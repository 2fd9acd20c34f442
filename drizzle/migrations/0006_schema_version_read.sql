-- Web processes ask at boot and in their health check whether the schema is as new as they are.
GRANT USAGE ON SCHEMA drizzle TO sluice_app;
--> statement-breakpoint
GRANT SELECT ON drizzle.__drizzle_migrations TO sluice_app;
