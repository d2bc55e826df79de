using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Directories.Domain;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mfa.Directories.Tests.Clients;

/// <summary>A client with a key authenticates by an assertion of its own, once each.</summary>
public sealed class ClientAssertionTests(DirectoryApp app)
{
    private TestClient Auditor => app.Clients.Single(client => client.Name == "auditor");

    [Theory]
    [InlineData("")]
    [InlineData("/oauth2/token")]
    public async Task AKeyYieldsATokenAsASecretDoes(string path)
    {
        var answer = (await ShowAsync(ClientAssertion.Of(Auditor, DirectoryApp.PublicUrl + path))).Expect(HttpStatusCode.OK);
        Assert.Equal(("Bearer", 300, "mfa.audit"), (answer.Text("token_type"), answer.Number("expires_in"), answer.Text("scope")));
        (await app.RawAsync(HttpMethod.Get, "/v1/realms/quick", null, answer.Text("access_token"))).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("kid", null)]
    [InlineData("typ", null)]
    [InlineData("typ", "\"client-authentication+jwt\"")]
    public async Task TheOnlyKeyNeedsNoIdAndTheTypeMayBeToldInTwoWays(string member, string? json)
    {
        var header = ClientAssertion.Header(Auditor);
        Set(header, member, json);
        (await ShowAsync(Sign(header))).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("iat", null)]
    [InlineData("nbf", "-100")]
    [InlineData("exp", "299")]
    [InlineData("exp", "-2")]
    public async Task TimesWithinTheRulesAreGood(string member, string? fromNow)
    {
        var claims = ClientAssertion.Claims(Auditor, DirectoryApp.PublicUrl);
        Set(claims, member, fromNow is null ? null : At(fromNow));
        (await ShowAsync(ClientAssertion.Sign(ClientAssertion.Header(Auditor), claims, Auditor.Key!))).Expect(HttpStatusCode.OK);
    }

    /// <summary>The audience in an array of one is the same audience.</summary>
    [Fact]
    public async Task AnAudienceMayStandInAnArrayAndTheIdInTheForm()
    {
        var claims = ClientAssertion.Claims(Auditor, DirectoryApp.PublicUrl);
        claims["aud"] = new JsonArray(DirectoryApp.PublicUrl);
        var form = ClientAssertion.Form(ClientAssertion.Sign(ClientAssertion.Header(Auditor), claims, Auditor.Key!));
        form["client_id"] = Auditor.Id;
        (await app.Client("auditor").ShowAsync(form)).Expect(HttpStatusCode.OK);
    }

    /// <summary>All of them, and a client that is not known, are told the same in every byte.</summary>
    [Fact]
    public async Task WhateverIsWrongIsToldTheSame()
    {
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (wrong, assertion) in await WrongOnesAsync())
        {
            var answer = await ShowAsync(assertion);
            Assert.True((answer.Status, answer.Body?["error"]?.GetValue<string>()) == (HttpStatusCode.Unauthorized, "invalid_client"), $"{wrong}: {answer.Status} {answer.Content}");
            answers.Add(answer.Content + answer.Headers.WwwAuthenticate + answer.Headers.CacheControl);
        }

        var form = ClientAssertion.Form(ClientAssertion.Of(Auditor, DirectoryApp.PublicUrl));
        form["client_id"] = app.Main.Id;
        answers.Add((await app.Client("auditor").ShowAsync(form)).Expect(HttpStatusCode.Unauthorized) is var other ? other.Content + other.Headers.WwwAuthenticate + other.Headers.CacheControl : "");
        Assert.Single(answers);
    }

    [Fact]
    public async Task ADisabledClientsAssertionIsNotGood()
    {
        var client = await app.MakeOperatorAsync("mfa.audit");
        await app.InDatabaseAsync(db => db.RelyingParties.Where(r => r.Id == client.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RelyingPartyStatus.Disabled)));
        Assert.Equal("invalid_client", (await ShowAsync(ClientAssertion.Of(client, DirectoryApp.PublicUrl))).Expect(HttpStatusCode.Unauthorized).Text("error"));
    }

    [Fact]
    public async Task OfFiftyUsesAtOnceOneYieldsAToken()
    {
        var assertion = ClientAssertion.Of(Auditor, DirectoryApp.PublicUrl);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ShowAsync(assertion)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.DoesNotContain(answers, answer => answer.Body!["access_token"] is not null && answer.Status != HttpStatusCode.OK);
        Assert.Equal("invalid_client", (await ShowAsync(assertion)).Expect(HttpStatusCode.Unauthorized).Text("error"));
    }

    [Fact]
    public async Task AnIdIsUsedUpForItsClientAlone()
    {
        var claims = ClientAssertion.Claims(Auditor, DirectoryApp.PublicUrl);
        (await ShowAsync(ClientAssertion.Sign(ClientAssertion.Header(Auditor), claims, Auditor.Key!))).Expect(HttpStatusCode.OK);
        claims["exp"] = claims["exp"]!.GetValue<long>() + 1;
        (await ShowAsync(ClientAssertion.Sign(ClientAssertion.Header(Auditor), claims, Auditor.Key!))).Expect(HttpStatusCode.Unauthorized);
        var other = app.Clients.Single(client => client.Name == "operator-2");
        (claims["iss"], claims["sub"]) = (other.Id, other.Id);
        (await ShowAsync(ClientAssertion.Sign(ClientAssertion.Header(other), claims, other.Key!))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AUsedIdIsForgottenWhenItCouldNotBeShownAnyMore()
    {
        (await ShowAsync(ClientAssertion.Of(Auditor, DirectoryApp.PublicUrl))).Expect(HttpStatusCode.OK);
        var now = TimeProvider.System.GetUtcNow();
        await app.InDatabaseAsync(async db =>
        {
            db.Add(new UsedAssertion { ClientId = Auditor.Id, Fingerprint = [1], ExpiresAt = now.AddSeconds(-1) });
            return await db.SaveChangesAsync();
        });
        await app.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single().SweepAsync(TestContext.Current.CancellationToken);
        Assert.False(await app.InDatabaseAsync(db => db.UsedAssertions.AnyAsync(used => used.ExpiresAt < now)));
        Assert.True(await app.InDatabaseAsync(db => db.UsedAssertions.AnyAsync(used => used.ClientId == Auditor.Id)));
    }

    [Theory]
    [InlineData("Basic eDp5", null, null)]
    [InlineData("Bearer x", null, null)]
    [InlineData(null, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")]
    [InlineData(null, "client_assertion_type", "")]
    [InlineData(null, "client_assertion", "")]
    [InlineData(null, "client_secret", "x")]
    public async Task TwoWaysAtOnceOrHalfAWayAreAWrongRequest(string? authorization, string? member, string? value)
    {
        var form = ClientAssertion.Form(ClientAssertion.Of(Auditor, DirectoryApp.PublicUrl));
        if (member is not null)
            form[member] = value!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = authorization is null ? null : AuthenticationHeaderValue.Parse(authorization);
        var answer = await Answer.ReadAsync(await app.Http.SendAsync(request, TestContext.Current.CancellationToken));
        Assert.Equal("invalid_request", answer.Expect(HttpStatusCode.BadRequest).Text("error"));
    }

    [Fact]
    public async Task AnOperatorHasNoScopeOfARelyingParty() => Assert.Equal(
        "invalid_scope", (await app.Client("operator").RequestTokenAsync(scope: "mfa.challenge")).Expect(HttpStatusCode.BadRequest).Text("error"));

    private async Task<List<(string Wrong, string Assertion)>> WrongOnesAsync()
    {
        var wrong = new List<(string, string)>();
        foreach (var (member, value) in new (string, JsonNode?)[]
        {
            ("iss", null), ("iss", app.Main.Id), ("sub", null), ("sub", app.Main.Id), ("sub", ""), ("aud", null), ("aud", "https://elsewhere.test"),
            ("aud", app.Address.ToString()), ("aud", "mfa"), ("aud", new JsonArray(DirectoryApp.PublicUrl, "https://elsewhere.test")), ("aud", new JsonArray()),
            ("jti", null), ("jti", ""), ("jti", new string('x', 300)), ("exp", null), ("exp", Number("-6")), ("exp", Number("310")), ("exp", Number("90000")), ("exp", "soon"),
            ("nbf", Number("60")), ("iat", Number("60")),
        })
        {
            var claims = ClientAssertion.Claims(Auditor, DirectoryApp.PublicUrl);
            claims[member] = value;
            if (value is null)
                claims.Remove(member);
            wrong.Add(($"{member} {value}", ClientAssertion.Sign(ClientAssertion.Header(Auditor), claims, Auditor.Key!)));
        }

        foreach (var (member, json) in new[] { ("kid", "\"other\""), ("typ", "\"at+jwt\""), ("typ", "\"mfa-assertion+jwt\""), ("crit", "[\"exp\"]"), ("alg", "\"ES384\""), ("alg", "\"RS256\"") })
        {
            var header = ClientAssertion.Header(Auditor);
            Set(header, member, json);
            wrong.Add(($"{member} {json}", Sign(header)));
        }

        wrong.AddRange(OtherKeys());
        var used = ClientAssertion.Of(Auditor, DirectoryApp.PublicUrl);
        (await ShowAsync(used)).Expect(HttpStatusCode.OK);
        var unknown = TestClient.WithKey("unknown", "mfa.audit");
        wrong.AddRange([
            ("used", used), ("unknown client", ClientAssertion.Of(unknown, DirectoryApp.PublicUrl)),
            ("a client with a secret", ClientAssertion.Of(unknown with { Id = app.Main.Id }, DirectoryApp.PublicUrl)),
            ("no token", "x"), ("dots", "..."), ("long", new string('x', 5000)), ("five parts", used + ".x.y"),
        ]);
        return wrong;
    }

    /// <summary>Signed with what is not the client's key, or not signed, under headers that say it is right.</summary>
    private IEnumerable<(string Wrong, string Assertion)> OtherKeys()
    {
        var claims = ClientAssertion.Claims(Auditor, DirectoryApp.PublicUrl);
        using var mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        yield return ("another key", ClientAssertion.Sign(ClientAssertion.Header(Auditor), claims, mine));
        var header = ClientAssertion.Header(Auditor);
        header["jwk"] = (Auditor with { Key = mine }).Jwk;
        yield return ("a key in the header", ClientAssertion.Sign(header, claims, mine));
        yield return ("another client's key", ClientAssertion.Sign(ClientAssertion.Header(Auditor), claims, app.Clients.Single(client => client.Name == "operator").Key!));
        foreach (var none in new[] { "none", "NONE" })
        {
            header["alg"] = none;
            yield return (none, ClientAssertion.Unsigned(header, claims) + ".");
        }

        header["alg"] = "HS256";
        var text = ClientAssertion.Unsigned(header, claims);
        var pem = Encoding.ASCII.GetBytes(Auditor.Key!.ExportSubjectPublicKeyInfoPem());
        yield return ("the public key as a secret", text + "." + Base64Url.EncodeToString(HMACSHA256.HashData(pem, Encoding.ASCII.GetBytes(text))));
        yield return ("no signature", ClientAssertion.Unsigned(ClientAssertion.Header(Auditor), claims) + ".");
    }

    private string Sign(JsonObject header) => ClientAssertion.Sign(header, ClientAssertion.Claims(Auditor, DirectoryApp.PublicUrl), Auditor.Key!);

    private Task<Answer> ShowAsync(string assertion) => app.Client("auditor").ShowAsync(ClientAssertion.Form(assertion));

    private static void Set(JsonObject part, string member, string? json)
    {
        part.Remove(member);
        if (json is not null)
            part[member] = JsonNode.Parse(json);
    }

    private static JsonNode Number(string fromNow) => JsonNode.Parse(At(fromNow))!;

    private static string At(string fromNow) => (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + long.Parse(fromNow, System.Globalization.CultureInfo.InvariantCulture))
        .ToString(System.Globalization.CultureInfo.InvariantCulture);
}
