using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Storage.Copying;

/// <summary>
/// A service's program, told to copy its own database instead of serving: from where its connection string says to where <c>NAME-copy</c> says. Both come from
/// the configuration, as a command line is read by everybody on the machine.
/// </summary>
public static class CopyCommand
{
    /// <summary>The program's one argument.</summary>
    public const string Word = "copy-database";

    private const string Target = "-copy";

    /// <typeparam name="TSqlite">The service's store on SQLite.</typeparam>
    /// <typeparam name="TPostgres">And on PostgreSQL.</typeparam>
    /// <param name="name">The service's, for what is said.</param>
    /// <param name="from">Its connection string.</param>
    /// <param name="to">The copy's.</param>
    /// <returns>The exit code: 0 everything was copied; 1 nothing was, and <paramref name="errors"/> says why.</returns>
    public static async Task<int> RunAsync<TSqlite, TPostgres>(
        string name, string? from, string? to, TextWriter output, TextWriter errors, CancellationToken stop = default)
        where TSqlite : DbContext
        where TPostgres : DbContext
    {
        try
        {
            await using var source = Open<TSqlite, TPostgres>(from, name);
            await using var target = Open<TSqlite, TPostgres>(to, name + Target);
            await target.Database.MigrateAsync(stop);
            await DatabaseCopy.RunAsync(source, target, new Lines(output), stop);
            return 0;
        }
        catch (Exception failure) when (failure is DatabaseCopyException or DbException)
        {
            await errors.WriteLineAsync($"{name}: {failure.Message}");
            return 1;
        }
    }

    private static DbContext Open<TSqlite, TPostgres>(string? connection, string name)
        where TSqlite : DbContext
        where TPostgres : DbContext =>
        Database.Open<TSqlite, TPostgres>(connection ?? throw new DatabaseCopyException($"ConnectionStrings__{name} must name a database."), oneWriter: false)
        ?? throw new DatabaseCopyException($"ConnectionStrings__{name} names no database we know.");

    /// <summary>In the order they are told; <see cref="Progress{T}"/> would tell them on other threads.</summary>
    private sealed class Lines(TextWriter output) : IProgress<CopiedTable>
    {
        public void Report(CopiedTable value) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Table}: {value.Rows} rows"));
    }
}
