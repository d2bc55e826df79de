using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Directories;

/// <summary>A realm as its file says it; durations are seconds. A member that becomes a secret one day does not come here by itself.</summary>
internal sealed record RealmResource(
    string Id, IReadOnlyDictionary<string, string> Names, Uri PublicUrl, IReadOnlyList<string> Locales, string DefaultLocale, IdentifierType Identifier,
    AccountOrigin AccountsMadeBy, FirstEnrolmentProof FirstEnrolmentProof, DateTimeOffset? SecondFactorRequiredFrom, IReadOnlyList<string> Factors,
    TotpPolicy Totp, CodeBudgets Budgets, Lifetimes Lifetimes, PasswordPolicy Passwords, MailPolicy Mail, HelpBlock Help, string TimeZone, string Colour,
    IReadOnlyList<SignatureKind>? SignatureKinds);

/// <summary>The realm as an operator may read it.</summary>
internal static class GetRealm
{
    public static void Map(IEndpointRouteBuilder realms) => realms.MapGet("/{id}", Handle).WithName(nameof(GetRealm))
        .WithSummary("Read a realm").Refuses(ProblemKind.NotFound);

    private static Results<Ok<RealmResource>, Problem> Handle(string id, Caller caller, RealmCatalog realms) =>
        caller.Sees(id) && realms.Find(id) is { } realm ? TypedResults.Ok(ResourceOf(realm)) : Problem.NotFound();

    private static RealmResource ResourceOf(Realm realm) => new(
        realm.Id, realm.Names, realm.PublicUrl, realm.Locales, realm.DefaultLocale, realm.Identifier, realm.AccountsMadeBy, realm.FirstEnrolmentProof,
        realm.SecondFactorRequiredFrom, realm.Factors, realm.Totp, realm.Budgets, realm.Lifetimes, realm.Passwords, realm.Mail, realm.Help, realm.TimeZone,
        realm.Colour, realm.Signature?.Kinds);
}
