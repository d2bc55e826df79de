using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mfa.Directories.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class GatheredNotices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What was kept until now is the mark of a mail sent, of use for a day; it names neither what it told nor whom, and so is not carried over.
            migrationBuilder.DropTable(
                name: "Notices");

            migrationBuilder.DropIndex(
                name: "IX_AuditEvents_AccountId_At",
                table: "AuditEvents");

            migrationBuilder.CreateTable(
                name: "Notices",
                columns: table => new
                {
                    EventId = table.Column<string>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Realm = table.Column<string>(type: "TEXT", nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", nullable: false),
                    Mailbox = table.Column<string>(type: "TEXT", nullable: false),
                    Recipient = table.Column<string>(type: "TEXT", nullable: false),
                    Template = table.Column<string>(type: "TEXT", nullable: false),
                    Factor = table.Column<string>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Delayed = table.Column<bool>(type: "INTEGER", nullable: false),
                    MailId = table.Column<string>(type: "TEXT", nullable: true),
                    SentAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notices", x => new { x.EventId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "SessionsEndings",
                columns: table => new
                {
                    ChallengeId = table.Column<string>(type: "TEXT", nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SessionsEndings", x => x.ChallengeId);
                    table.ForeignKey(
                        name: "FK_SessionsEndings_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_AccountId_SentAt",
                table: "Notices",
                columns: new[] { "AccountId", "SentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_DueAt",
                table: "Notices",
                column: "DueAt",
                filter: "\"SentAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Notices_SentAt",
                table: "Notices",
                column: "SentAt");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEvents_AccountId_At_Sequence",
                table: "AuditEvents",
                columns: new[] { "AccountId", "At", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_SessionsEndings_AccountId",
                table: "SessionsEndings",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_SessionsEndings_At",
                table: "SessionsEndings",
                column: "At");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SessionsEndings");

            migrationBuilder.DropTable(
                name: "Notices");

            migrationBuilder.DropIndex(
                name: "IX_AuditEvents_AccountId_At_Sequence",
                table: "AuditEvents");

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

            migrationBuilder.CreateIndex(
                name: "IX_Notices_AccountId_At",
                table: "Notices",
                columns: new[] { "AccountId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_At",
                table: "Notices",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEvents_AccountId_At",
                table: "AuditEvents",
                columns: new[] { "AccountId", "At" });
        }
    }
}
