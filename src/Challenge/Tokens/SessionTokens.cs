using Mfa.InternalApi;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Mfa.Challenges.Tokens;

/// <summary>Reads sign-in tokens (Directory's) and step-up tokens (ours). Whether they are spent or overtaken, the store tells.</summary>
internal sealed class SessionTokens(KeyFolder keys, TimeProvider time) : IDisposable
{
    private readonly RememberedTokens<Session> _signIn = new(
        new TokenVerifier(TokenClass.SignIn, "directory", TokenClass.Audience, keys.PublicKeys("sign-in"), time), SessionOf, time);

    private readonly RememberedTokens<Session> _stepUp = new(
        new TokenVerifier(TokenClass.StepUp, "challenge", TokenClass.Audience, keys.PublicKeys("step-up"), time), SessionOf, time);

    public ValueTask<Session?> ReadSignInAsync(string token) => _signIn.VerifyAsync(token);

    public ValueTask<Session?> ReadStepUpAsync(string token) => _stepUp.VerifyAsync(token);

    public void Dispose()
    {
        _signIn.Dispose();
        _stepUp.Dispose();
    }

    private static Session? SessionOf(JsonWebToken token)
    {
        string? Text(string claim) => token.TryGetPayloadValue<string>(claim, out var value) ? value : null;
        long Number(string claim) => token.TryGetPayloadValue<long>(claim, out var value) ? value : -1;

        var session = new Session(
            Text("realm")!, token.Subject, Text("azp")!, Text("sid")!, Text("method")!, token.Id, Number("iat"), Number("exp"), Number("auth_time"),
            Number("fv"), Number("av"), Math.Max(0, Number("sca")), Text("factor"));
        return session is { Realm: not null, RelyingParty: not null, Id: not null, Method: "pwd" or "sc" or "rc", IssuedAt: > 0, AuthTime: > 0 }
            && session is { FactorVersion: >= 0, AccountVersion: >= 0, AccountId.Length: > 0, TokenId.Length: > 0 } ? session : null;
    }
}
