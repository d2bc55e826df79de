using System.CommandLine;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>Which relying party, and what is shown of many.</summary>
internal static class RelyingPartyId
{
    public static readonly Column[] Columns =
    [
        Column.Of("Id", "id"), Column.Of("Name", "name"), Column.Of("Realms", "realms"), Column.Of("Scopes", "scopes"), Column.Of("Status", "status"),
    ];

    public static Argument<string> Argument() => IdArgument.Of("ID", "rp_…", "The relying party, rp_….");
}
