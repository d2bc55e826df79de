using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Mfa.Storage.Copying;

/// <summary>One table on its way: values as they are stored, so that what is sealed stays sealed and nothing is made or judged again.</summary>
internal sealed class TableCopy(ITable table, DbContext source, DbContext target)
{
    /// <summary>SQLite takes this many in a statement, PostgreSQL twice as many.</summary>
    private const int MostParameters = 32_000;
    private const int MostRows = 500;

    /// <summary>Seconds: nobody waits for an answer.</summary>
    private const int StatementLimit = 1800;

    private readonly IColumn[] _columns = [.. table.Columns];

    public string Name => table.Name;

    private string Columns => string.Join(", ", _columns.Select(column => Quoted(column.Name)));

    public Task<long> CountSourceAsync(CancellationToken stop) => CountAsync(source, stop);

    public Task<long> CountTargetAsync(CancellationToken stop) => CountAsync(target, stop);

    public async Task RunAsync(IProgress<CopiedTable> progress, CancellationToken stop)
    {
        var most = Math.Min(MostRows, MostParameters / _columns.Length);
        var batch = new List<object[]>(most);
        var copied = 0L;
        await using var read = CommandOn(source, $"SELECT {Columns} FROM {Quoted(table.Name)}");
        await using var reader = await read.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            var row = new object[_columns.Length];
            reader.GetValues(row);
            batch.Add(row);
            if (batch.Count < most)
                continue;
            await WriteAsync(batch, stop);
            progress.Report(new CopiedTable(table.Name, copied += batch.Count));
            batch.Clear();
        }

        if (batch.Count > 0)
            await WriteAsync(batch, stop);
        progress.Report(new CopiedTable(table.Name, copied + batch.Count));
    }

    /// <summary>What the database numbers itself goes on after the highest number ever given, also where its row has gone since.</summary>
    public async Task ContinueNumbersAsync(CancellationToken stop)
    {
        if (!target.Database.IsNpgsql()
            || _columns.SingleOrDefault(column => column.PropertyMappings.Any(mapping => IsNumbered(mapping.Property))) is not { } numbered)
            return;
        var last = await LastNumberAsync(numbered, stop);
        await using var command = CommandOn(target, string.Create(
            CultureInfo.InvariantCulture, $"SELECT setval(pg_get_serial_sequence('{Quoted(table.Name)}', '{numbered.Name}'), {last + 1}, false)"));
        await command.ExecuteScalarAsync(stop);
    }

    private async Task<long> LastNumberAsync(IColumn numbered, CancellationToken stop)
    {
        await using var command = CommandOn(source, source.Database.IsSqlite()
            ? $"SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '{table.Name}'), 0)"
            : $"SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence('{Quoted(table.Name)}', '{numbered.Name}')), 0)");
        return Convert.ToInt64(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    private static bool IsNumbered(IProperty property) => property.ValueGenerated == ValueGenerated.OnAdd && (property.ClrType == typeof(long) || property.ClrType == typeof(int));

    private async Task WriteAsync(List<object[]> rows, CancellationToken stop)
    {
        var places = Enumerable.Range(0, rows.Count).Select(row =>
            "(" + string.Join(", ", _columns.Select((_, column) => ParameterOf(row, column))) + ")");
        await using var command = CommandOn(target, $"INSERT INTO {Quoted(table.Name)} ({Columns}) VALUES {string.Join(", ", places)}");
        foreach (var (number, row) in rows.Index())
            for (var column = 0; column < _columns.Length; column++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = ParameterOf(number, column);
                if (_columns[column].StoreTypeMapping.DbType is { } type)
                    parameter.DbType = type;
                parameter.Value = ValueFor(_columns[column], row[column]);
                command.Parameters.Add(parameter);
            }

        await command.ExecuteNonQueryAsync(stop);
    }

    private string ParameterOf(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"@p{(row * _columns.Length) + column}");

    /// <summary>SQLite stores a truth as a number, every number as a long one, and a list as JSON.</summary>
    private static object ValueFor(IColumn column, object stored)
    {
        var wanted = Nullable.GetUnderlyingType(column.ProviderClrType) ?? column.ProviderClrType;
        return stored switch
        {
            DBNull or byte[] => stored,
            string json when wanted != typeof(string) => JsonSerializer.Deserialize<string[]>(json)!,
            string[] list when wanted == typeof(string) => JsonSerializer.Serialize(list),
            string[] => stored,
            _ => Convert.ChangeType(stored, wanted, CultureInfo.InvariantCulture),
        };
    }

    private async Task<long> CountAsync(DbContext db, CancellationToken stop)
    {
        await using var command = CommandOn(db, $"SELECT COUNT(*) FROM {Quoted(table.Name)}");
        return Convert.ToInt64(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    private static DbCommand CommandOn(DbContext db, string text)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandTimeout = StatementLimit;
        command.CommandText = text;
        return command;
    }

    private static string Quoted(string name) => $"\"{name}\"";
}
