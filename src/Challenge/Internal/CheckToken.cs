using Mfa.Challenges.Storage;
using Mfa.Challenges.Tokens;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges.Internal;

/// <summary>POST /internal/tokens/check: the one judge of sign-in and step-up tokens.</summary>
internal static class CheckToken
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tokens/check", Handle);

    private static async Task<Results<Ok<Session>, Problem>> Handle(TokenCheck check, SessionTokens tokens, CodeStore store)
    {
        var session = check.Class switch
        {
            "sign-in" => await tokens.ReadSignInAsync(check.Token.Reveal()),
            "step-up" => await tokens.ReadStepUpAsync(check.Token.Reveal()),
            _ => null,
        };
        if (session is null || session.Realm != check.Realm || session.AccountId != check.AccountId || session.RelyingParty != check.RelyingParty)
            return Refusals.InvalidToken();
        var answer = await store.RunAsync(Script.Check, new CheckOrder(session), StoreJson.Default.CheckOrder);
        return answer.Outcome == "good" ? TypedResults.Ok(session) : Refusals.Of(answer);
    }
}
