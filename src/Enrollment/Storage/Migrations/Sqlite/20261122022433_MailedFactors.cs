using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mfa.Enrollments.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MailedFactors : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<int>(
                name: "PeriodSeconds",
                table: "Factors",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "INTEGER");

            migrationBuilder.AlterColumn<string>(
                name: "Algorithm",
                table: "Factors",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT");

            migrationBuilder.AddColumn<long>(
                name: "AddressVersion",
                table: "Factors",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "FirstProofId",
                table: "Factors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HeldOrder",
                table: "Factors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Rebinds",
                table: "Factors",
                type: "INTEGER",
                nullable: false,
                // All there were until now are apps, which always do.
                defaultValue: true);

            migrationBuilder.AddColumn<int>(
                name: "RevocationKeyVersion",
                table: "Factors",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<byte[]>(
                name: "RevocationSalt",
                table: "Factors",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "AddressVersion",
                table: "Accounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "RecoveryGuesses",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Realm = table.Column<string>(type: "TEXT", nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecoveryGuesses", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RecoveryGuesses_At",
                table: "RecoveryGuesses",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_RecoveryGuesses_Realm_AccountId_At",
                table: "RecoveryGuesses",
                columns: new[] { "Realm", "AccountId", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RecoveryGuesses");

            migrationBuilder.DropColumn(
                name: "AddressVersion",
                table: "Factors");

            migrationBuilder.DropColumn(
                name: "FirstProofId",
                table: "Factors");

            migrationBuilder.DropColumn(
                name: "HeldOrder",
                table: "Factors");

            migrationBuilder.DropColumn(
                name: "Rebinds",
                table: "Factors");

            migrationBuilder.DropColumn(
                name: "RevocationKeyVersion",
                table: "Factors");

            migrationBuilder.DropColumn(
                name: "RevocationSalt",
                table: "Factors");

            migrationBuilder.DropColumn(
                name: "AddressVersion",
                table: "Accounts");

            migrationBuilder.AlterColumn<int>(
                name: "PeriodSeconds",
                table: "Factors",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "INTEGER",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Algorithm",
                table: "Factors",
                type: "TEXT",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldNullable: true);
        }
    }
}
