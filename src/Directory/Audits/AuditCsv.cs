using System.Globalization;
using System.Text;

namespace Mfa.Directories.Audits;

/// <summary>Entries as CSV (RFC 4180). What a spreadsheet would take for a formula stands behind an apostrophe, so that a reason somebody typed runs nothing.</summary>
internal static class AuditCsv
{
    private const string EndOfLine = "\r\n";
    private const string Quoted = ",\"\r\n";
    private const string Formula = "=+-@\t\r\n＝＋－＠";

    public static string Write(IEnumerable<AuditEntry> entries)
    {
        var text = new StringBuilder("sequence,id,type,at,keptAt,realm,accountId,relyingParty,subject,session,challengeId,factorId,factor,purpose,reason")
            .Append(EndOfLine);
        foreach (var entry in entries)
        {
            string?[] fields =
            [
                entry.Sequence.ToString(CultureInfo.InvariantCulture), entry.Id, entry.Type, Instant(entry.At), Instant(entry.KeptAt), entry.Realm, entry.AccountId,
                entry.RelyingParty, entry.Subject, entry.Session, entry.ChallengeId, entry.FactorId, entry.Factor, entry.Purpose, entry.Reason,
            ];
            text.AppendJoin(',', fields.Select(Field)).Append(EndOfLine);
        }

        return text.ToString();
    }

    private static string Field(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        var harmless = Formula.Contains(value.TrimStart(' ') is [var first, ..] ? first : ' ', StringComparison.Ordinal) ? "'" + value : value;
        return harmless.AsSpan().ContainsAny(Quoted) || harmless[0] == ' ' || harmless[^1] == ' '
            ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
