using System.Net;
using System.Text;
using System.Text.Json;
using Mfa.AppHost.Development;

namespace Mfa.AppHost.Tests.Development;

/// <summary>The demo person is made as a relying party makes one, once, and a service that refuses stops nothing.</summary>
public sealed class DevelopmentPeopleTests : IDisposable
{
    private static readonly DevelopmentPerson Anna = new("hu-ugyfelkapu", "minta.anna", "aaaa-bbbb-cccc-dddd");
    private static readonly DevelopmentCredentials Sandbox = new("hu-ugyfelkapu", "rp_1", "secret");
    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task SheIsMadeWithAConfirmedAddress()
    {
        _gateway.Answer = (HttpStatusCode.Created, """{"id":"acc_1","realm":"hu-ugyfelkapu","status":"active","identifiers":[],"emailVerified":true}""");

        Assert.Null(await CreateAsync());

        var asked = JsonElement.Parse(_gateway.Body!);
        Assert.Equal("""[{"type":"username","value":"minta.anna"}]""", JsonSerializer.Serialize(asked.GetProperty("identifiers")));
        Assert.Equal("aaaa-bbbb-cccc-dddd", asked.GetProperty("password").GetString());
        Assert.Equal("minta.anna@example.hu", asked.GetProperty("email").GetString());
        Assert.True(asked.GetProperty("emailVerified").GetBoolean());
        Assert.Equal(("Minta Anna", "hu"), (asked.GetProperty("displayName").GetString(), asked.GetProperty("locale").GetString()));
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, "identifier-taken", true)]
    [InlineData(HttpStatusCode.Forbidden, "forbidden", false)]
    public async Task WhoIsThereStaysAndARefusalIsTold(HttpStatusCode status, string code, bool isThere)
    {
        _gateway.Answer = (status, $$"""{"status":{{(int)status}},"code":"{{code}}","title":"A title"}""");

        var complaint = await CreateAsync();

        Assert.Equal(isThere, complaint is null);
        Assert.True(isThere || complaint!.Contains(code, StringComparison.Ordinal), complaint);
    }

    [Fact]
    public async Task WithoutARelyingPartyNobodyIsMade()
    {
        using var http = Client();

        Assert.NotNull(await DevelopmentPeople.CreateAsync(http, Anna, sandbox: null, TestContext.Current.CancellationToken));
        Assert.Null(_gateway.Body);
    }

    [Fact]
    public async Task WithoutAPortalNobodyIsAskedFor()
    {
        using var scratch = new Scratch();
        var data = DevelopmentData.Prepare(new HostOptions { DataFolder = scratch["data"], Environment = "Production" });
        using var complaints = new StringWriter();

        await DevelopmentPeople.CreateAsync("http://localhost:1", data, complaints, TestContext.Current.CancellationToken);

        Assert.Equal("", complaints.ToString());
    }

    private async Task<string?> CreateAsync()
    {
        using var http = Client();
        return await DevelopmentPeople.CreateAsync(http, Anna, Sandbox, TestContext.Current.CancellationToken);
    }

    private HttpClient Client() => new(_gateway, disposeHandler: false) { BaseAddress = new Uri("http://localhost:8080/") };

    private sealed class Gateway : HttpMessageHandler
    {
        public (HttpStatusCode Status, string Body) Answer { get; set; }

        /// <summary>Of the account that was asked for.</summary>
        public string? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath == "/oauth2/token")
                return Say(HttpStatusCode.OK, """{"access_token":"a","token_type":"Bearer","expires_in":300,"scope":"mfa.directory"}""", "application/json");
            Assert.Equal((HttpMethod.Post, "/v1/accounts"), (request.Method, request.RequestUri.AbsolutePath));
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return Say(Answer.Status, Answer.Body, Answer.Status is HttpStatusCode.Created ? "application/json" : "application/problem+json");
        }

        private static HttpResponseMessage Say(HttpStatusCode status, string body, string type) =>
            new(status) { Content = new StringContent(body, Encoding.UTF8, type) };
    }
}
