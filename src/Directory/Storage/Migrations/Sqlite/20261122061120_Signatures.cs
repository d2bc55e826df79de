using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mfa.Directories.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Signatures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "ProvisionalUntil",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SignatureRequests",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Realm = table.Column<string>(type: "TEXT", nullable: false),
                    RelyingParty = table.Column<string>(type: "TEXT", nullable: false),
                    Content = table.Column<string>(type: "TEXT", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    UsedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignatureRequests", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Accounts_ProvisionalUntil",
                table: "Accounts",
                column: "ProvisionalUntil");

            migrationBuilder.CreateIndex(
                name: "IX_SignatureRequests_ExpiresAt",
                table: "SignatureRequests",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_SignatureRequests_RelyingParty_Realm_ExpiresAt",
                table: "SignatureRequests",
                columns: new[] { "RelyingParty", "Realm", "ExpiresAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SignatureRequests");

            migrationBuilder.DropIndex(
                name: "IX_Accounts_ProvisionalUntil",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "ProvisionalUntil",
                table: "Accounts");
        }
    }
}
