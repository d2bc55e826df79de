using System.Globalization;
using System.Text;
using Mfa.Directories.Domain;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Directories;

/// <summary>Reads the request for an account: first its shape, then what the realm asks of it.</summary>
internal static class NewAccount
{
    public const int LongestPassword = 1024;
    public const int LongestName = 100;

    private const int MostIdentifiers = 5;

    public static RequestErrors ShapeErrors(CreateAccountRequest request)
    {
        var errors = new RequestErrors().Require("/realm", request.Realm).Require("/password", request.Password?.Reveal(), LongestPassword)
            .Allow("/email", request.Email).Allow("/locale", request.Locale)
            .CheckName(request.DisplayName)
            .When(request.Email is null && request.EmailVerified is true, "/emailVerified", "There is no address.");
        if (request.Identifiers is not { Count: >= 1 and <= MostIdentifiers } identifiers)
            return errors.Add("/identifiers", $"1 to {MostIdentifiers} identifiers.");
        foreach (var (place, identifier) in identifiers.Index())
            errors.Require($"/identifiers/{place}/type", identifier?.Type).Require($"/identifiers/{place}/value", identifier?.Value);
        return errors;
    }

    /// <returns>The account without its password; null with the problem.</returns>
    public static Account? Read(CreateAccountRequest request, Realm realm, DateTimeOffset now, out Problem? problem)
    {
        var errors = new RequestErrors()
            .CheckEmail(request.Email)
            .When(request.Locale is { } locale && !realm.Locales.Contains(locale), "/locale", LocalesOf(realm));
        var identifiers = ReadIdentifiers(request, realm.Identifier, errors);
        var normalised = identifiers.Select(identifier => identifier.Normalised).ToArray();
        problem = errors.Any ? errors.ToProblem() : WeakPassword(request.Password!, realm, normalised);
        return problem is null ? Make(request, realm, identifiers, now) : null;
    }

    /// <summary>A name stands in mails, so it is of one line.</summary>
    public static RequestErrors CheckName(this RequestErrors errors, string? name) => errors.Allow("/displayName", name, LongestName)
        .When(name is "", "/displayName", "Leave it out, or say a name.")
        .When(name is not null && name.Any(c => c is '\u2028' or '\u2029'), "/displayName", "Control characters are not allowed.");

    public static RequestErrors CheckEmail(this RequestErrors errors, string? address) =>
        errors.When(address is not null && !EmailAddress.IsValid(address), "/email", "One e-mail address, nothing around it.");

    public static string LocalesOf(Realm realm) => "One of the realm's locales: " + string.Join(", ", realm.Locales);

    /// <summary>What makes a request the same request.</summary>
    public static IEnumerable<string?> Members(CreateAccountRequest request) =>
    [
        request.Realm, request.Email, request.EmailVerified?.ToString(), request.DisplayName, request.Locale, request.Password?.Reveal(),
        request.Identifiers?.Count.ToString(CultureInfo.InvariantCulture),
        .. request.Identifiers?.SelectMany(identifier => new[] { identifier?.Type, identifier?.Value }) ?? [],
    ];

    /// <returns>422 <c>weak-password</c> with the reason, or null.</returns>
    public static Problem? WeakPassword(SecretText password, Realm realm, IEnumerable<string> identifiers) =>
        PasswordRules.WeaknessOf(password.Reveal(), realm.Passwords, identifiers) is { } reason
            ? new Problem(ProblemKind.WeakPassword, "Choose another password; reason says what is wrong with this one.").With("reason", reason)
            : null;

    private static List<Identifier> ReadIdentifiers(CreateAccountRequest request, IdentifierType type, RequestErrors errors)
    {
        var identifiers = new List<Identifier>();
        foreach (var (place, (typeName, value)) in request.Identifiers!.Select(identifier => (identifier!.Type, identifier.Value!)).Index())
        {
            if (typeName != IdentifierResource.NameOf(type))
                errors.Add($"/identifiers/{place}/type", $"This realm's accounts are named by: {IdentifierResource.NameOf(type)}");
            else if (Identifier.Parse(type, value) is not { } identifier)
                errors.Add($"/identifiers/{place}/value", Identifier.RuleOf(type));
            else if (identifiers.Exists(other => other.Normalised == identifier.Normalised))
                errors.Add($"/identifiers/{place}/value", "The same identifier stands before.");
            else
                identifiers.Add(identifier);
        }

        return identifiers;
    }

    private static Account Make(CreateAccountRequest request, Realm realm, IEnumerable<Identifier> identifiers, DateTimeOffset now)
    {
        var account = Make(realm, identifiers, request.DisplayName?.Normalize(NormalizationForm.FormC), request.Locale ?? realm.DefaultLocale, now);
        if (request.Email is { } address && request.EmailVerified is true)
            account.TakeAddress(address);
        else if (request.Email is not null)
            account.AwaitConfirmation(now.AddSeconds(realm.Lifetimes.UnconfirmedAccount));
        return account;
    }

    /// <summary>An account with neither password nor address.</summary>
    public static Account Make(Realm realm, IEnumerable<Identifier> identifiers, string? displayName, string locale, DateTimeOffset now)
    {
        var id = OpaqueId.New(Account.IdPrefix);
        return new Account
        {
            Id = id,
            Realm = realm.Id,
            Identifiers =
            [
                .. identifiers.Index().Select(entry => new AccountIdentifier
                {
                    AccountId = id,
                    Position = entry.Index,
                    Realm = realm.Id,
                    Type = entry.Item.Type,
                    Value = entry.Item.Value,
                    Normalised = entry.Item.Normalised,
                }),
            ],
            DisplayName = displayName,
            Locale = locale,
            CreatedAt = now,
            SecurityChangedAt = now,
        };
    }
}
