using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Client;

/// <summary>
/// Everything a relying party must check before it lets anybody in. The algorithm and the type are fixed here, and the key comes from what the service
/// publishes, never from the assertion. One is enough for a realm.
/// </summary>
/// <param name="options">What every assertion of the realm must be.</param>
/// <param name="keys">The keys the service publishes.</param>
public sealed class AssertionValidator(AssertionValidatorOptions options, AssertionKeys keys)
{
    private const string AssertionType = "mfa-assertion+jwt";
    private const int LongestText = 8192;
    private static readonly string[] Levels = ["mfa:1", "mfa:2", "mfa:3"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Checks an assertion, and uses it up.</summary>
    /// <param name="assertion">As the service gave it.</param>
    /// <param name="expected">What this sign-in expects.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="InvalidAssertionException">A check failed; the exception names it.</exception>
    /// <exception cref="HttpRequestException">No keys could be got; nobody is signed in.</exception>
    public async Task<Assertion> ValidateAsync(string assertion, AssertionExpectation expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        ArgumentNullException.ThrowIfNull(expected);
        var token = Read(assertion);
        await CheckSignatureAsync(token, cancellationToken).ConfigureAwait(false);
        Require(token.Issuer == options.Issuer, AssertionCheck.Issuer, "The assertion is of another realm.");
        Require(token.Audiences.ToArray() is [var audience] && audience == options.ClientId, AssertionCheck.Audience, "The assertion is for somebody else.");
        var said = Claims(token);
        CheckLifetime(said);
        CheckExpectation(said, expected);

        // Last, so that an assertion that is refused is not used up.
        if (!await options.FirstUse(said.Id, said.ExpiresAt + options.ClockSkew, cancellationToken).ConfigureAwait(false))
            throw new InvalidAssertionException(AssertionCheck.FirstUse, "The assertion was used before.");
        return said;
    }

    private static JsonWebToken Read(string assertion)
    {
        Require(assertion.Length <= LongestText && assertion.Count(c => c == '.') == 2, AssertionCheck.Format, "The assertion is no JWS in compact form.");
        try
        {
            var token = new JsonWebToken(assertion);
            Require(token.Alg == SecurityAlgorithms.EcdsaSha256, AssertionCheck.Algorithm, "The assertion is not signed with ES256.");
            Require(token.Typ == AssertionType, AssertionCheck.Type, $"The token is no {AssertionType}.");
            return token;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or SecurityTokenException)
        {
            throw new InvalidAssertionException(AssertionCheck.Format, "The assertion can't be read.");
        }
    }

    private async Task CheckSignatureAsync(JsonWebToken token, CancellationToken stop)
    {
        var key = string.IsNullOrEmpty(token.Kid) ? null : await keys.FindAsync(token.Kid, stop).ConfigureAwait(false);
        if (key is null)
            throw new InvalidAssertionException(AssertionCheck.Key, "The assertion's key is not one of the service's.");
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [AssertionType],
            // Checked here, each by its name and with this clock.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        }).ConfigureAwait(false);
        Require(result.IsValid, AssertionCheck.Signature, "The assertion's signature is not right.");
    }

    private void CheckLifetime(Assertion said)
    {
        var now = options.Time.GetUtcNow();
        Require(now < said.ExpiresAt + options.ClockSkew, AssertionCheck.Lifetime, "The assertion has expired.");
        Require(said.IssuedAt <= now + options.ClockSkew, AssertionCheck.Lifetime, "The assertion is from the future: one of the clocks is wrong.");
        Require(said.ExpiresAt - said.IssuedAt <= options.LongestLife, AssertionCheck.Lifetime, "The assertion claims to live too long.");
    }

    private static void CheckExpectation(Assertion said, AssertionExpectation expected)
    {
        Require(expected.AccountId is null || said.AccountId == expected.AccountId, AssertionCheck.Account, "The assertion is about another account.");
        Require(said.Nonce == expected.Nonce, AssertionCheck.Nonce, "The assertion does not carry this sign-in's nonce.");
        Require(expected.Purposes.Contains(said.Purpose, StringComparer.Ordinal), AssertionCheck.Purpose, "The assertion is for another purpose.");
        var minimum = Array.IndexOf(Levels, expected.MinimumAcr);
        if (minimum < 0)
            throw new ArgumentException("The weakest acr must be mfa:1, mfa:2 or mfa:3.", nameof(expected));
        Require(Array.IndexOf(Levels, said.Acr) >= minimum, AssertionCheck.Acr, $"The assertion is weaker than {expected.MinimumAcr}.");
    }

    private static Assertion Claims(JsonWebToken token) => new()
    {
        AccountId = Text(token, "sub"),
        Issuer = token.Issuer,
        Id = Text(token, "jti"),
        Nonce = token.TryGetPayloadValue<string>("nonce", out var nonce) ? nonce : null,
        IssuedAt = Time(token, "iat") ?? throw Missing("iat"),
        ExpiresAt = Time(token, "exp") ?? throw Missing("exp"),
        AuthenticatedAt = Time(token, "auth_time"),
        ChallengeId = token.TryGetPayloadValue<string>("challenge", out var challenge) ? challenge : null,
        Purpose = Text(token, "purpose"),
        Acr = Text(token, "acr"),
        Amr = token.TryGetPayloadValue<string[]>("amr", out var amr) ? amr : throw Missing("amr"),
        Method = token.TryGetPayloadValue<string>("mfa_method", out var method) ? method : null,
        SecurityChangedAt = Time(token, "securityChangedAt"),
    };

    private static string Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var text) && !string.IsNullOrEmpty(text) ? text : throw Missing(claim);

    private static DateTimeOffset? Time(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<long>(claim, out var seconds) && seconds is > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static InvalidAssertionException Missing(string claim) => new(AssertionCheck.Format, $"The assertion has no usable {claim}.");

    private static void Require(bool holds, AssertionCheck check, string message)
    {
        if (!holds)
            throw new InvalidAssertionException(check, message);
    }
}
