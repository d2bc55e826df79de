using System.Collections.Concurrent;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mfa.Enrollments.Tests.Neighbours;

/// <summary>Directory with the accounts a test gives it.</summary>
internal sealed class DirectoryDouble(TestKeys keys) : Neighbour("directory", keys)
{
    public const string Password = "korrekt ló elem kapocs";

    public ConcurrentDictionary<string, AccountCard> Accounts { get; } = new();

    public ConcurrentDictionary<string, RelyingPartyRecord> RelyingParties { get; } = new();

    /// <summary>Sessions that were begun, oldest first.</summary>
    public ConcurrentQueue<SessionOrder> Sessions { get; } = new();

    /// <summary>Makes a session's sign-in token.</summary>
    public Func<SessionOrder, string> TokenOf { get; set; } = _ => "no token";

    /// <summary>The last check, to see what was handed over.</summary>
    public PasswordCheck? LastCheck { get; private set; }

    protected override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/internal/password-checks", (PasswordCheck check) =>
        {
            LastCheck = check;
            return Find(check) is { } card && check.Password.Reveal() == Password
                ? TypedResults.Ok(card) : (IResult)new Problem(ProblemKind.InvalidCredentials, "Something in it is wrong.");
        });
        routes.MapPost("/internal/sessions", (SessionOrder order) =>
        {
            Sessions.Enqueue(order);
            return TypedResults.Ok(new SessionBegun(new DisclosedText(TokenOf(order)), TimeProvider.System.GetUtcNow().AddMinutes(30)));
        });
        routes.MapGet("/internal/accounts/{id}", (string id, string realm) =>
            Find(realm, id) is { } card ? TypedResults.Ok(card) : (IResult)Problem.NotFound());
        routes.MapGet("/internal/relying-parties/{id}", (string id) =>
            RelyingParties.TryGetValue(id, out var record) ? TypedResults.Ok(record) : (IResult)Problem.NotFound());
    }

    private AccountCard? Find(PasswordCheck check) => check.AccountId is { } id
        ? Find(check.Realm, id) : Accounts.Values.SingleOrDefault(card => card.Realm == check.Realm && card.Label == check.Identifier);

    private AccountCard? Find(string realm, string id) => Accounts.TryGetValue(id, out var card) && card.Realm == realm ? card : null;
}
