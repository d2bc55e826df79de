using System.Globalization;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Directories;

/// <summary>Pages of a list.</summary>
internal static class Pages
{
    public const int DefaultLimit = 50;

    private const int LargestLimit = 200;

    public static RequestErrors CheckLimit(this RequestErrors errors, int? limit) => errors.When(limit is < 1 or > LargestLimit, "limit", $"1 to {LargestLimit}.");

    /// <summary>A cursor that is a number.</summary>
    /// <returns>Zero without one: a list begins at its first.</returns>
    public static long ReadCursor(this RequestErrors errors, string? after)
    {
        if (after is null)
            return 0;
        if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            errors.Add("after", "The cursor of an earlier page.");
        return last;
    }
}
