using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Storage;

/// <summary>Tells a broken unique index from every other failure of a change.</summary>
public static class UniqueViolation
{
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;

    public static bool IsUniqueViolation(this DbUpdateException exception) =>
        exception.InnerException is SqliteException { SqliteExtendedErrorCode: SqliteConstraintUnique or SqliteConstraintPrimaryKey };
}
