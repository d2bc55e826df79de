using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mfa.Directories.Storage.Migrations.Postgres
{
    /// <summary>What stands in the audit log stays as it is. Written by hand, and apart from what the model makes.</summary>
    [DbContext(typeof(PostgresDirectoryDb))]
    [Migration("20261130000000_AppendOnlyAudit")]
    public partial class AppendOnlyAudit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                CREATE FUNCTION audit_events_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'the audit log is append-only';
                END $$;
                """);
            migrationBuilder.Sql(
                """CREATE TRIGGER "AuditEventsKept" BEFORE UPDATE OR DELETE ON "AuditEvents" FOR EACH ROW EXECUTE FUNCTION audit_events_are_kept();""");
            migrationBuilder.Sql(
                """CREATE TRIGGER "AuditEventsKeptAll" BEFORE TRUNCATE ON "AuditEvents" FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_kept();""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""DROP TRIGGER "AuditEventsKept" ON "AuditEvents"; DROP TRIGGER "AuditEventsKeptAll" ON "AuditEvents"; DROP FUNCTION audit_events_are_kept();""");
        }
    }
}
