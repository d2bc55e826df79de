using Mfa.Client;
using Microsoft.Extensions.Localization;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>Texts for words of the service whose lists may grow: one that has no text yet gets the general text of its kind.</summary>
internal static class OpenWords
{
    public static string Of(IStringLocalizer texts, string kind, string word) =>
        texts[$"{kind}.{word}"] is { ResourceNotFound: false } known ? known.Value : texts[$"{kind}.other", word].Value;

    /// <returns>What happened; where it was done for several purposes, for which.</returns>
    public static string Of(IStringLocalizer texts, ActivityItem item) =>
        texts[$"Event.{item.Type}.{item.Purpose}"] is { ResourceNotFound: false } known ? known.Value : Of(texts, "Event", item.Type);
}
