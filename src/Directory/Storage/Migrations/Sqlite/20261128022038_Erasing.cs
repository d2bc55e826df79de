using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mfa.Directories.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Erasing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Erasures",
                columns: table => new
                {
                    AccountId = table.Column<string>(type: "TEXT", nullable: false),
                    Realm = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Erasures", x => x.AccountId);
                });

            migrationBuilder.CreateTable(
                name: "ReservedIdentifiers",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReservedIdentifiers", x => x.Hash);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ReservedIdentifiers_Until",
                table: "ReservedIdentifiers",
                column: "Until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Erasures");

            migrationBuilder.DropTable(
                name: "ReservedIdentifiers");
        }
    }
}
