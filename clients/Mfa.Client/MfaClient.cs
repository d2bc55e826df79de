using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>
/// A relying party's or an operator's way to the service. One is enough for a whole program: it may be used by many threads at once, and it shares its
/// access token among them. A refusal of the service is an <see cref="MfaProblemException"/>.
/// </summary>
public sealed class MfaClient
{
    /// <param name="http">With the service's address as <see cref="HttpClient.BaseAddress"/>, with a slash at its end; it stays the caller's to dispose.</param>
    /// <param name="options">How the client authenticates, and how patient it is.</param>
    public MfaClient(HttpClient http, MfaClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        if (http.BaseAddress?.AbsoluteUri.EndsWith('/') is not true)
            throw new ArgumentException("The HttpClient needs the service's address as its BaseAddress, with a slash at the end.", nameof(http));
        AccessTokens = new AccessTokensClient(http, options);
        var connection = new ServiceConnection(http, AccessTokens, options);
        Accounts = new AccountsClient(connection);
        SignIns = new SignInsClient(connection);
        Factors = new FactorsClient(connection);
        Challenges = new ChallengesClient(connection);
        RelyingParties = new RelyingPartiesClient(connection);
        Realms = new RealmsClient(connection);
        Audit = new AuditClient(connection);
        Operations = new OperationsClient(connection);
        Published = new PublishedClient(connection);
    }

    /// <summary>The access token that the other calls carry; they fetch it themselves.</summary>
    public AccessTokensClient AccessTokens { get; }

    /// <summary>Accounts, their addresses and passwords (<c>mfa.directory</c>).</summary>
    public AccountsClient Accounts { get; }

    /// <summary>The first factor: password or electronic signature (<c>mfa.challenge</c>).</summary>
    public SignInsClient SignIns { get; }

    /// <summary>Enrolled factors, revocation and recovery codes (<c>mfa.enroll</c>).</summary>
    public FactorsClient Factors { get; }

    /// <summary>One proof of one factor, and reports of "not me" (<c>mfa.challenge</c>).</summary>
    public ChallengesClient Challenges { get; }

    /// <summary>Relying parties and operators, as operators manage them (<c>mfa.operate</c>).</summary>
    public RelyingPartiesClient RelyingParties { get; }

    /// <summary>Realms as they are deployed (<c>mfa.operate</c>, <c>mfa.audit</c>).</summary>
    public RealmsClient Realms { get; }

    /// <summary>The audit log (<c>mfa.operate</c>, <c>mfa.audit</c>).</summary>
    public AuditClient Audit { get; }

    /// <summary>The running system (<c>mfa.operate</c>; <c>mfa.audit</c> reads).</summary>
    public OperationsClient Operations { get; }

    /// <summary>What anybody may read: keys, health, the OpenAPI document, pages of problems.</summary>
    public PublishedClient Published { get; }
}
