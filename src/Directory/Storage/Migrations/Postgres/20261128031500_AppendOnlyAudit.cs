using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mfa.Directories.Storage.Migrations.Postgres
{
    /// <summary>What stands in the audit log stays as it is. Written by hand, and apart from what the model makes.</summary>
    [DbContext(typeof(PostgresDirectoryDb))]
    [Migration("20261128031500_AppendOnlyAudit")]
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
            Guard(migrationBuilder, "AuditEvents");
            Guard(migrationBuilder, "AuditCheckpoints");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""DROP FUNCTION audit_events_are_kept() CASCADE;""");
        }

        private static void Guard(MigrationBuilder migration, string table)
        {
            migration.Sql($"""CREATE TRIGGER "{table}Kept" BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION audit_events_are_kept();""");
            migration.Sql($"""CREATE TRIGGER "{table}KeptAll" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_kept();""");
        }
    }
}
