using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mfa.Directories.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AddressesAndAudit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "ConfirmBefore",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AuditEvents",
                columns: table => new
                {
                    Realm = table.Column<string>(type: "TEXT", nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Type = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    KeptAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", nullable: true),
                    RelyingParty = table.Column<string>(type: "TEXT", nullable: true),
                    Session = table.Column<string>(type: "TEXT", nullable: true),
                    ChallengeId = table.Column<string>(type: "TEXT", nullable: true),
                    FactorId = table.Column<string>(type: "TEXT", nullable: true),
                    Factor = table.Column<string>(type: "TEXT", nullable: true),
                    Purpose = table.Column<string>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEvents", x => new { x.Realm, x.Sequence });
                });

            migrationBuilder.CreateTable(
                name: "Notices",
                columns: table => new
                {
                    MailId = table.Column<string>(type: "TEXT", nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Withheld = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notices", x => x.MailId);
                });

            migrationBuilder.CreateTable(
                name: "PendingAddresses",
                columns: table => new
                {
                    AccountId = table.Column<string>(type: "TEXT", nullable: false),
                    Address = table.Column<string>(type: "TEXT", nullable: false),
                    ChallengeId = table.Column<string>(type: "TEXT", nullable: false),
                    RelyingParty = table.Column<string>(type: "TEXT", nullable: false),
                    Session = table.Column<string>(type: "TEXT", nullable: true),
                    Ordered = table.Column<bool>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PendingAddresses", x => x.AccountId);
                    table.ForeignKey(
                        name: "FK_PendingAddresses_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Accounts_ConfirmBefore",
                table: "Accounts",
                column: "ConfirmBefore");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEvents_AccountId_At",
                table: "AuditEvents",
                columns: new[] { "AccountId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEvents_Id",
                table: "AuditEvents",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Notices_AccountId_At",
                table: "Notices",
                columns: new[] { "AccountId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_At",
                table: "Notices",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_PendingAddresses_ExpiresAt",
                table: "PendingAddresses",
                column: "ExpiresAt");

            // What stands in the audit log stays as it is. REPLACE would take a row away without asking the trigger for deletes, so it is refused before.
            Guard(migrationBuilder, "AuditEventsKeptAsWritten", "UPDATE", "");
            Guard(migrationBuilder, "AuditEventsKept", "DELETE", "");
            Guard(migrationBuilder, "AuditEventsKeptOnce", "INSERT",
                "WHEN EXISTS (SELECT 1 FROM \"AuditEvents\" WHERE \"Id\" = NEW.\"Id\" OR (\"Realm\" = NEW.\"Realm\" AND \"Sequence\" = NEW.\"Sequence\"))");
        }

        private static void Guard(MigrationBuilder migration, string name, string change, string when) => migration.Sql(
            $"CREATE TRIGGER \"{name}\" BEFORE {change} ON \"AuditEvents\" {when} BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuditEvents");

            migrationBuilder.DropTable(
                name: "Notices");

            migrationBuilder.DropTable(
                name: "PendingAddresses");

            migrationBuilder.DropIndex(
                name: "IX_Accounts_ConfirmBefore",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "ConfirmBefore",
                table: "Accounts");
        }
    }
}
