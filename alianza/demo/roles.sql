-- The two roles of a database: the owner migrates, the application works. Only because the application owns nothing
-- can it neither switch a trigger off nor truncate a table. Safe to run again. Run it in the database (and, for tests,
-- in template1: default privileges belong to one database and are copied from the template).

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alianza_owner') THEN
        CREATE ROLE alianza_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alianza_app') THEN
        CREATE ROLE alianza_app LOGIN;
    END IF;
END
$$;

-- So that the owner can try what the application may do (SET ROLE).
GRANT alianza_app TO alianza_owner;

ALTER DEFAULT PRIVILEGES FOR ROLE alianza_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO alianza_app;
ALTER DEFAULT PRIVILEGES FOR ROLE alianza_owner GRANT USAGE, SELECT ON SEQUENCES TO alianza_app;
