using Mfa.Client;

namespace Mfa.AppHost.Development;

/// <summary>
/// The account that the sample portal needs beforehand, made through the public API as a relying party makes one that vouches for the address. Whoever signs
/// needs none: a signature makes it.
/// </summary>
internal static class DevelopmentPeople
{
    private const int MaxRetries = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>At every start: whoever was made before stays.</summary>
    /// <param name="complaints">Gets a line for each who could not be made; the next start tries again.</param>
    public static async Task CreateAsync(string gateway, DevelopmentData data, TextWriter complaints, CancellationToken stop)
    {
        if (data.Portal is not { } portal)
            return;
        using var http = new HttpClient { BaseAddress = new Uri(gateway.TrimEnd('/') + "/"), Timeout = Limit };
        var sandboxes = await DevelopmentRelyingParty.ReadAsync(data.RelyingPartiesFile);
        foreach (var person in portal.People.Where(person => person.Password is not null))
        {
            if (await CreateAsync(http, person, sandboxes.FirstOrDefault(sandbox => sandbox.Realm == person.Realm), stop) is { } complaint)
                await complaints.WriteLineAsync($"mfa: {person.Name} of {person.Realm} could not be made, the next start tries again ({complaint}).");
        }
    }

    /// <returns>Null: the account is there; otherwise why it is not.</returns>
    public static async Task<string?> CreateAsync(HttpClient http, DevelopmentPerson person, DevelopmentCredentials? sandbox, CancellationToken stop)
    {
        if (sandbox is null)
            return "the realm has no relying party with a secret";
        var mfa = new MfaClient(http, new MfaClientOptions
        {
            Credential = new ClientSecretCredential(sandbox.Id, sandbox.Secret),
            Scopes = ["mfa.directory"],
            MaxRetries = MaxRetries,
            LongestWait = LongestWait,
        });
        try
        {
            await mfa.Accounts.CreateAsync(Account(person), cancellationToken: stop);
            return null;
        }
        catch (MfaProblemException refused) when (refused.Code is ProblemCodes.IdentifierTaken)
        {
            return null;
        }
        catch (Exception failure) when (failure is MfaProblemException or AccessTokenException or HttpRequestException)
        {
            return failure.Message;
        }
        catch (TaskCanceledException failure) when (!stop.IsCancellationRequested)
        {
            return failure.Message;
        }
    }

    private static CreateAccountRequest Account(DevelopmentPerson person) => new()
    {
        Realm = person.Realm,
        Identifiers = [new Identifier { Type = "username", Value = person.Name }],
        Password = person.Password!,
        Email = $"{person.Name}@example.hu",
        EmailVerified = true,
        DisplayName = "Minta Anna",
        Locale = "hu",
    };
}
