using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Mfa.ServiceDefaults.Tokens;

/// <summary>Who calls: a relying party's backend (or an operator's client) by its access token.</summary>
/// <param name="ClientVersion">Raised when the client is changed or disabled; a token with another one is no longer good.</param>
public sealed record Caller(string ClientId, IReadOnlyList<string> Realms, IReadOnlyList<string> Scopes, int ClientVersion)
{
    public bool Sees(string? realm) => realm is not null && Realms.Contains(realm);

    public bool May(string scope) => Scopes.Contains(scope);

    /// <summary>The caller of a route behind an access token.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<Caller>() ?? throw new InvalidOperationException($"{parameter.Name} needs a route behind an access token."));
}

/// <summary>The scopes of access tokens.</summary>
public static class Scopes
{
    public const string Challenge = "mfa.challenge";
    public const string Enroll = "mfa.enroll";
    public const string Directory = "mfa.directory";
    public const string Operate = "mfa.operate";
    public const string Audit = "mfa.audit";
}
