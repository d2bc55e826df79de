using System.Globalization;
using Mfa.Client;

namespace Mfa.Mfactl.Audit;

/// <summary>All pages of the audit log's CSV as one, under one heading.</summary>
internal static class CsvPages
{
    private const int PageSize = 200;
    private const string EndOfLine = "\r\n";

    public static async Task CopyAsync(AuditClient audit, AuditFilter filter, TextWriter output, CancellationToken stop)
    {
        for (long? after = null; ;)
        {
            var page = await ReadAsync(audit, filter, after, stop);
            var heading = page.IndexOf(EndOfLine, StringComparison.Ordinal) + EndOfLine.Length;
            await output.WriteAsync(after is null ? page : page[heading..]);
            var (records, last) = Count(page[heading..]);
            if (records < PageSize)
                return;
            after = last;
        }
    }

    private static async Task<string> ReadAsync(AuditClient audit, AuditFilter filter, long? after, CancellationToken stop)
    {
        await using var stream = await audit.ExportCsvAsync(filter, PageSize, after, stop);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(stop);
    }

    /// <summary>How many records there are (RFC 4180: a line may end within quotes), and the sequence with which the last one begins.</summary>
    private static (int Records, long Last) Count(string page)
    {
        var (records, begin, isQuoted) = (0, 0, false);
        for (var at = 0; at < page.Length; at++)
        {
            if (page[at] == '"')
                isQuoted = !isQuoted;
            if (isQuoted || page[at] != '\n')
                continue;
            records++;
            if (at + 1 < page.Length)
                begin = at + 1;
        }

        return records == 0 ? (0, 0) : (records, long.Parse(page.AsSpan(begin, page.AsSpan(begin).IndexOf(',')), NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
