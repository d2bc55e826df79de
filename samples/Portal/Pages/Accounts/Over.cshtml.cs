using Mfa.Samples.Portal.Sittings;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>Tells that the time for changes is over, and how to get more of it.</summary>
internal sealed class OverModel : RealmPage;
