using Mfa.Client;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>What happened to the account lately, in the person's words.</summary>
internal sealed class ActivityModel(MfaClient mfa) : AccountPage
{
    public const int Most = 50;

    /// <summary>The newest first; null: it could not be read just now.</summary>
    public IReadOnlyList<ActivityItem>? Items { get; private set; }

    public async Task OnGetAsync(CancellationToken stop) =>
        Items = await ReadAsync(() => mfa.Accounts.ListActivityAsync(AccountId, Most, stop).Take(Most).ToListAsync(stop).AsTask());
}
