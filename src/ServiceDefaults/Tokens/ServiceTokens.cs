using System.Collections.Concurrent;
using Mfa.ServiceDefaults.Keys;

namespace Mfa.ServiceDefaults.Tokens;

/// <summary>A service's word to another that it is itself: <c>svc+jwt</c>, signed by its own key, 60 s, for one callee.</summary>
public sealed class ServiceTokens(ServiceIdentity self, KeyFolder keys, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(40);

    private readonly TokenSigner _signer = new(TokenClass.Service, keys.SigningKey("service"));
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> _current = new(StringComparer.Ordinal);

    public string For(string callee)
    {
        var now = time.GetUtcNow();
        if (_current.TryGetValue(callee, out var kept) && kept.Until > now)
            return kept.Token;
        var token = _signer.Sign(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = self.Name,
            ["aud"] = callee,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Life).ToUnixTimeSeconds(),
        });
        _current[callee] = (token, now + Kept);
        return token;
    }
}

/// <summary>The name of the service this process is: <c>directory</c>, <c>enrollment</c>, <c>challenge</c>, <c>gateway</c>.</summary>
public sealed record ServiceIdentity(string Name);
