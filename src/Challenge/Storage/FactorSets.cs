using Mfa.Bus.Mail;
using Mfa.Challenges.Factors.Email;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Time;

namespace Mfa.Challenges.Storage;

/// <summary>Brings an account's factor set from Enrollment into the code store, where scripts read it.</summary>
internal sealed class FactorSets(CodeStore store, StoreClock clock, EnrollmentClient enrollment, SealedMail mails, RealmCatalog realms)
{
    /// <summary>One try: when a change overtakes the reading the store refuses it, and the caller asks again.</summary>
    public async Task FillAsync(string realm, string accountId)
    {
        var readAt = clock.Now;
        var set = (await enrollment.GetFactorSetAsync(realm, accountId, CancellationToken.None)).Value ?? throw new DependencyUnavailableException("enrollment");
        await store.RunAsync(Script.Fill, new FillOrder(
            realm, accountId, set.Version, set.Owed, set.ChangedAt, readAt, set.RecoveryCodesRemaining, set.Factors, set.WrongCodes, set.CoolDown,
            BudgetFigures.Of(realms.Find(realm)!), set.Mailbox is { } mailbox ? mails.Seal(mailbox.ToRecipient(), realm, accountId) : null,
            set.AccountVersion), StoreJson.Default.FillOrder);
    }
}
