using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mfa.Directories.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Operators : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Keys",
                table: "RelyingParties",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<long>(
                name: "ExpiresAt",
                table: "ClientSecrets",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "AuditEvents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AuditCheckpoints",
                columns: table => new
                {
                    Realm = table.Column<string>(type: "TEXT", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Previous = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Signature = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditCheckpoints", x => new { x.Realm, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "UsedAssertions",
                columns: table => new
                {
                    ClientId = table.Column<string>(type: "TEXT", nullable: false),
                    Fingerprint = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsedAssertions", x => new { x.ClientId, x.Fingerprint });
                });

            migrationBuilder.CreateIndex(
                name: "IX_ClientSecrets_ExpiresAt",
                table: "ClientSecrets",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_AuditCheckpoints_Realm_Sequence",
                table: "AuditCheckpoints",
                columns: new[] { "Realm", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UsedAssertions_ExpiresAt",
                table: "UsedAssertions",
                column: "ExpiresAt");

            // As the audit log they speak of: what stands there stays as it is.
            Guard(migrationBuilder, "AuditCheckpointsKeptAsWritten", "UPDATE", "");
            Guard(migrationBuilder, "AuditCheckpointsKept", "DELETE", "");
            Guard(migrationBuilder, "AuditCheckpointsKeptOnce", "INSERT",
                "WHEN EXISTS (SELECT 1 FROM \"AuditCheckpoints\" WHERE \"Realm\" = NEW.\"Realm\" AND (\"Number\" = NEW.\"Number\" OR \"Sequence\" = NEW.\"Sequence\"))");
        }

        private static void Guard(MigrationBuilder migration, string name, string change, string when) => migration.Sql(
            $"CREATE TRIGGER \"{name}\" BEFORE {change} ON \"AuditCheckpoints\" {when} BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuditCheckpoints");

            migrationBuilder.DropTable(
                name: "UsedAssertions");

            migrationBuilder.DropIndex(
                name: "IX_ClientSecrets_ExpiresAt",
                table: "ClientSecrets");

            migrationBuilder.DropColumn(
                name: "Keys",
                table: "RelyingParties");

            migrationBuilder.DropColumn(
                name: "ExpiresAt",
                table: "ClientSecrets");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "AuditEvents");
        }
    }
}
