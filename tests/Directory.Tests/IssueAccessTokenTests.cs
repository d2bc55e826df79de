using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Mfa.Directories.Domain;
using Mfa.Directories.Tests.Service;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Tests;

public sealed class IssueAccessTokenTests(DirectoryApp app)
{
    private const string Grant = "grant_type=client_credentials";

    private TestClient Main => app.Clients.Single(client => client.Name == "main");

    [Fact]
    public async Task RightCredentialsYieldATokenOfFiveMinutes()
    {
        var answer = (await AskAsync(Grant + "&scope=mfa.challenge%20mfa.enroll")).Expect(HttpStatusCode.OK);
        Assert.Equal(["access_token", "token_type", "expires_in", "scope"], answer.Body!.AsObject().Select(member => member.Key));
        Assert.Equal(("Bearer", 300, "mfa.challenge mfa.enroll"), (answer.Text("token_type"), answer.Number("expires_in"), answer.Text("scope")));
        Assert.Equal(("no-store", "no-cache"), (answer.Headers.CacheControl!.ToString(), answer.Headers.Pragma.ToString()));

        var verifier = new TokenVerifier(TokenClass.Access, DirectoryApp.PublicUrl, TokenClass.Audience, [app.Key("access-1")], TimeProvider.System);
        var token = (await verifier.VerifyAsync(answer.Text("access_token")))!;
        Assert.Equal((Main.Id, Main.Id, "mfa.challenge mfa.enroll", 1),
            (token.Subject, token.GetPayloadValue<string>("client_id"), token.GetPayloadValue<string>("scope"), token.GetPayloadValue<int>("client_version")));
        Assert.Equal(Main.Realms, token.GetPayloadValue<string[]>("realms"));
        Assert.Equal(300, token.GetPayloadValue<long>("exp") - token.GetPayloadValue<long>("iat"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&scope=")]
    public async Task WithoutAScopeItIsAllOfTheClients(string scope) =>
        Assert.Equal("mfa.challenge mfa.enroll mfa.directory", (await AskAsync(Grant + scope)).Expect(HttpStatusCode.OK).Text("scope"));

    [Fact]
    public async Task UnknownWrongAndDisabledClientsAreToldTheSame()
    {
        var disabled = app.Clients.Single(client => client.Name == "elsewhere");
        await app.InDatabaseAsync(db => db.RelyingParties.Where(r => r.Id == disabled.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RelyingPartyStatus.Disabled)));
        string?[] shown =
        [
            Basic(Main.Id, "wrong" + Main.Secret), Basic(Main.Id, Main.Secret[..^1]), Basic("rp_unknown", Main.Secret), Basic(disabled.Id, disabled.Secret),
            Basic(app.Clients[1].Id, Main.Secret), Basic("", ""), Basic(Main.Id, ""), "Basic %%%", "Basic", "Bearer abc", "Basic " + new string('A', 5000), null,
        ];
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var header in shown)
        {
            var answer = await AskAsync(Grant, header);
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (answer.Status, answer.Text("error")));
            Assert.StartsWith("Basic realm=", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            answers.Add(answer.Content + answer.Headers.WwwAuthenticate + answer.Headers.CacheControl);
        }

        Assert.Single(answers);
    }

    [Theory]
    [InlineData("", "invalid_request")]
    [InlineData("scope=mfa.challenge", "invalid_request")]
    [InlineData("grant_type=", "invalid_request")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", "invalid_request")]
    [InlineData("grant_type=client_credentials&scope=mfa.challenge&scope=mfa.enroll", "invalid_request")]
    [InlineData("grant_type=client_credentials&client_secret=x", "invalid_request")]
    [InlineData("grant_type=password", "unsupported_grant_type")]
    [InlineData("grant_type=authorization_code", "unsupported_grant_type")]
    [InlineData("GRANT_TYPE=client_credentials", "invalid_request")]
    [InlineData("grant_type=client_credentials&scope=mfa.operate", "invalid_scope")]
    [InlineData("grant_type=client_credentials&scope=mfa.challenge%20nonsense", "invalid_scope")]
    [InlineData("grant_type=client_credentials&scope=mfa.challenge%2Cmfa.enroll", "invalid_scope")]
    [InlineData("grant_type=client_credentials&scope=MFA.CHALLENGE", "invalid_scope")]
    [InlineData("grant_type=client_credentials&scope=%20", "invalid_scope")]
    public async Task AWrongRequestIsToldInOAuthsWords(string form, string error)
    {
        var answer = (await AskAsync(form)).Expect(HttpStatusCode.BadRequest);
        Assert.Equal((error, "no-store"), (answer.Text("error"), answer.Headers.CacheControl!.ToString()));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task AnotherMediaTypeIsAWrongRequest(string? type) =>
        Assert.Equal("invalid_request", (await AskAsync(Grant, Basic(Main.Id, Main.Secret), type)).Expect(HttpStatusCode.BadRequest).Text("error"));

    [Fact]
    public async Task AFormOfThousandsOfParametersIsAWrongRequest() =>
        Assert.Equal("invalid_request", (await AskAsync(string.Join('&', Enumerable.Range(0, 3000).Select(n => $"p{n}=1")))).Expect(HttpStatusCode.BadRequest).Text("error"));

    [Fact]
    public async Task AnOverlongFormIsNotRead() => (await AskAsync("grant_type=" + new string('x', 70_000))).Expect(413, "body-too-large");

    [Fact]
    public async Task CredentialsMayBeFormEncodedAsTheStandardSays()
    {
        var encoded = string.Concat(Main.Secret.Select(c => $"%{(int)c:X2}"));
        (await AskAsync(Grant, Basic(Main.Id, encoded))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task NoSecretIsInTheDatabase()
    {
        (await AskAsync(Grant)).Expect(HttpStatusCode.OK);
        Assert.False(await app.Database.FilesContainAsync(Main.Secret));
        Assert.True(await app.Database.FilesContainAsync(Main.Id), "The search finds what is there.");
    }

    private static string Basic(string id, string secret) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"));

    private Task<Answer> AskAsync(string form) => AskAsync(form, Basic(Main.Id, Main.Secret));

    private async Task<Answer> AskAsync(string form, string? authorization, string? type = "application/x-www-form-urlencoded")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token") { Content = content };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await Answer.ReadAsync(await app.Http.SendAsync(request, TestContext.Current.CancellationToken));
    }
}
