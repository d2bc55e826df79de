using System.Net;
using System.Text.Json.Nodes;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Enrollments.Tests;

/// <summary>Somebody at a relying party: signs in, enrols, confirms.</summary>
internal sealed class Person(EnrollmentApp app, AccountCard card, string relyingParty)
{
    public string Id => card.Id;

    public string Realm => card.Realm;

    public string Factors => $"/v1/accounts/{Id}/factors";

    public Caller Backend => app.As(relyingParty);

    public Person At(string other) => new(app, card, other);

    /// <summary>A session as Directory begins it, with the versions of now.</summary>
    public Session NewSession(string method = "pwd")
    {
        var version = app.Challenge.Versions.TryGetValue(Id, out var raised) ? raised.Number : 0;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new Session(Realm, Id, relyingParty, OpaqueId.New("sid_"), method, OpaqueId.New("jti_"), now, now + 600, now, version, 0, 0, null);
    }

    public string SignIn(string method = "pwd") => TokenOf(NewSession(method));

    public string TokenOf(Session session) => Register("sign-in", session);

    public string StepUp(string proved = "totp") => StepUpOf(NewSession(), proved);

    public string StepUpOf(Session session, string proved = "totp") => Register("step-up", session with { Factor = proved });

    public JsonObject Request(string? signInToken, string? password = DirectoryDouble.Password) => new()
    {
        ["type"] = "totp",
        ["signInToken"] = signInToken,
        ["password"] = password,
    };

    public Task<Reply> StartAsync(JsonObject? request = null, string? stepUp = null, string? key = null)
    {
        List<(string, string)> headers = [];
        if (stepUp is not null)
            headers.Add(("Mfa-Step-Up", stepUp));
        if (key is not null)
            headers.Add(("Idempotency-Key", key));
        return Backend.PostAsync(Factors, request ?? Request(SignIn()), [.. headers]);
    }

    public Task<Reply> ConfirmAsync(string factorId, string code) =>
        Backend.PostAsync($"{Factors}/{factorId}/confirm", new JsonObject { ["code"] = code });

    public Task<Reply> ProveAsync(string factorId, string code) =>
        Backend.PostAsync($"{Factors}/{factorId}/prove", new JsonObject { ["code"] = code });

    public Task<Reply> ResendAsync(string factorId) => Backend.PostAsync($"{Factors}/{factorId}/resend", null);

    public JsonObject EmailRequest(string? signInToken, string? password = DirectoryDouble.Password) => new()
    {
        ["type"] = "email",
        ["signInToken"] = signInToken,
        ["password"] = password,
    };

    /// <summary>An active e-mail factor of the person; the answer of its confirm.</summary>
    public async Task<Reply> EnrolEmailAsync(JsonObject? request = null, string? stepUp = null)
    {
        var started = (await StartAsync(request ?? EmailRequest(SignIn()), stepUp)).Expect(HttpStatusCode.Created);
        return (await ConfirmAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.OK);
    }

    public JsonObject Revocation(string code, string password = DirectoryDouble.Password) => new()
    {
        ["realm"] = Realm,
        ["identifier"] = card.Label,
        ["password"] = password,
        ["revocationCode"] = code,
    };

    public Task<Reply> RevokeAsync(string code, string password = DirectoryDouble.Password) =>
        Backend.PostAsync("/v1/factor-revocations", Revocation(code, password));

    /// <summary>Directory's card as it is now.</summary>
    public AccountCard Card => app.People.Accounts[Id];

    public Task<Reply> ConfirmAsync(Reply started) => ConfirmAsync(started["id"], CodeOf(started));

    /// <summary>An active app of the person; the answer of its confirm.</summary>
    public async Task<Reply> EnrolAsync(JsonObject? request = null, string? stepUp = null)
    {
        var started = (await StartAsync(request, stepUp)).Expect(HttpStatusCode.Created);
        return (await ConfirmAsync(started)).Expect(HttpStatusCode.OK);
    }

    public static string CodeOf(Reply started) => CodeOf(SecretOf(started));

    public static string CodeOf(byte[] secret) => Rfc6238.Code(secret, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);

    public static byte[] SecretOf(Reply started) => Base32Reader.Decode((string)started.Body["totp"]!["secret"]!);

    private string Register(string tokens, Session session)
    {
        var token = OpaqueId.New(tokens + "-");
        app.Challenge.Tokens[(tokens, token)] = session;
        return token;
    }
}

/// <summary>Reads base32 bit by bit, unlike the writer.</summary>
internal static class Base32Reader
{
    public static byte[] Decode(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(octet => octet.Length == 8).Select(octet => Convert.ToByte(new string(octet), 2))];
    }
}
