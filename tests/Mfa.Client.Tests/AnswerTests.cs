using System.Reflection;
using Mfa.Client.Tests.Service;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace Mfa.Client.Tests;

/// <summary>What the service says arrives whole, and is printed only where it may be.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private const string Canary = "canary-canary";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly string[] Secrets =
    [
        "Password", "NewPassword", "CurrentPassword", "SignInToken", "StepUpToken", "Code", "Codes", "RevocationCode", "ResetCode", "Secret", "Assertion",
        "OtpauthUri", "Svg", "Png", "Value", "Token", "Signature",
    ];

    private ServiceDouble _service = null!;

    public async ValueTask InitializeAsync() => _service = await ServiceDouble.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    public static TheoryData<string> Records =>
    [
        .. typeof(MfaClient).Assembly.GetTypes()
            .Where(type => type.GetMethod("<Clone>$") is not null && type.Name is not ("Problem" or "Identifier" or "AuditCheckpoint" or "RequestError") && !type.ContainsGenericParameters)
            .Select(type => type.FullName!),
    ];

    [Fact]
    public async Task AProblemArrivesWhole()
    {
        _service.Answer = context => ServiceDouble.RefuseAsync(
            context, 422, "invalid-code", 9,
            ""","attemptsRemaining":4,"challengeId":"chl_1","clockOffsetSeconds":-47,"reason":"r","next":"n","accepts":["step-up"],"errors":[{"pointer":"/a","detail":"d"}],"later":1""");
        var client = _service.Client();

        var problem = await Assert.ThrowsAsync<MfaProblemException>(() => client.Challenges.VerifyAsync("chl_1", "123456", Stop));

        Assert.Equal((422, ProblemCodes.InvalidCode, "Why.", "0af7651916cd43dd8448eb211c80319c"), (problem.Status, problem.Code, problem.Detail, problem.TraceId));
        Assert.Equal((TimeSpan.FromSeconds(9), 4, "chl_1"), (problem.RetryAfter, problem.AttemptsRemaining, problem.ChallengeId));
        Assert.Equal((-47, "r", "n"), (problem.Problem.ClockOffsetSeconds, problem.Problem.Reason, problem.Problem.Next));
        Assert.Equal(["step-up"], problem.Problem.Accepts!);
        Assert.Equal([new RequestError { Pointer = "/a", Detail = "d" }], problem.Errors);
        Assert.Equal("422 invalid-code: Why.", problem.Message);
    }

    [Fact]
    public void TheCodesAreTheServicesOwn() => Assert.Equal(
        ProblemKind.All.Select(kind => (kind.Code, $"{kind.Code.Replace("-", "", StringComparison.Ordinal)}")).Order(),
        typeof(ProblemCodes).GetFields().Select(field => ((string)field.GetRawConstantValue()!, field.Name.ToLowerInvariant())).Order());

    [Theory]
    [InlineData("text/html", "<h1>Bad gateway</h1>")]
    [InlineData("application/problem+json", "not json")]
    [InlineData("application/problem+json", "{}")]
    public async Task AnAnswerThatIsNotTheServicesIsAPlainFailure(string mediaType, string text)
    {
        _service.Answer = context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (502, mediaType);
            return context.Response.WriteAsync(text);
        };
        var client = _service.Client();

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.Challenges.GetAsync("chl_1", Stop));

        Assert.Equal(System.Net.HttpStatusCode.BadGateway, failure.StatusCode);
        Assert.DoesNotContain(text, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNewIsPassedOverAndValuesThatAreNewAreKept()
    {
        _service.Answer = context => context.Response.WriteAsync(
            """{"id":"chl_1","accountId":"acc_1","factor":"passkey","purpose":"sign-in","status":"dreaming","later":{"a":[1]},"createdAt":"2026-01-02T03:04:05.678Z"}""");

        var challenge = await _service.Client().Challenges.GetAsync("chl_1", Stop);

        Assert.Equal(("passkey", "dreaming"), (challenge.Factor, challenge.Status));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), challenge.CreatedAt);
    }

    [Fact]
    public async Task WhatIsNotSetIsNotSent()
    {
        _service.Answer = context => ServiceDouble.RefuseAsync(context, 404, ProblemCodes.NotFound);
        var client = _service.Client();
        await Assert.ThrowsAsync<MfaProblemException>(() => client.Accounts.UpdateAsync("acc_1", new UpdateAccountRequest { DisplayName = "Ő" }, cancellationToken: Stop));
        await Assert.ThrowsAsync<MfaProblemException>(() => client.Accounts.EraseAsync("acc_1", stepUpToken: "s", cancellationToken: Stop));

        Assert.Equal(["""{"displayName":"\u0150"}""", ""], _service.Seen.Select(call => call.Body));
        Assert.Null(_service.Seen[1].Header("Content-Type"));
    }

    [Fact]
    public async Task AListTurnsItsPagesAsTheyAreAskedFor()
    {
        _service.Answer = context => context.Response.WriteAsync(context.Request.Query["after"] == "c 2"
            ? """{"items":[{"id":"evt_3","type":"t","at":"2026-01-02T03:04:05Z"}],"next":null}"""
            : """{"items":[{"id":"evt_1","type":"t","at":"2026-01-02T03:04:05Z"},{"id":"evt_2","type":"t","at":"2026-01-02T03:04:05Z"}],"next":"c 2"}""");
        var client = _service.Client();
        List<string> ids = [];
        await foreach (var item in client.Accounts.ListActivityAsync("acc_1", 2, Stop))
            ids.Add(item.Id);
        await foreach (var item in client.Accounts.ListActivityAsync("acc_1", 2, Stop))
        {
            ids.Add(item.Id);
            break;
        }

        Assert.Equal(["evt_1", "evt_2", "evt_3", "evt_1"], ids);
        Assert.Equal(["?limit=2", "?limit=2&after=c%202", "?limit=2"], _service.Seen.Select(call => call.Query));
    }

    [Fact]
    public async Task AMailIsFollowedAsOftenAsTheServiceSays()
    {
        _service.AnswerInTurn(
            context => DeliveryAsync(context, "queued", retryAfter: true), context => DeliveryAsync(context, "deferred", retryAfter: false),
            context => DeliveryAsync(context, "handed-over", retryAfter: false));

        var challenge = await _service.Client().Challenges.WaitForDeliveryAsync("chl_1", Stop);

        Assert.Equal(DeliveryStates.HandedOver, challenge.Delivery!.State);
        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)], _service.Time.Waits);

        static Task DeliveryAsync(HttpContext context, string state, bool retryAfter)
        {
            if (retryAfter)
                context.Response.Headers.RetryAfter = "3";
            return context.Response.WriteAsync(
                $$$"""{"id":"chl_1","accountId":"acc_1","factor":"email","purpose":"sign-in","status":"pending","delivery":{"state":"{{{state}}}","at":"2026-01-02T03:04:05Z","attempts":1}}""");
        }
    }

    [Fact]
    public async Task TheAuditLogComesAsCsvWhileItIsWritten()
    {
        var open = new TaskCompletionSource();
        _service.Answer = async context =>
        {
            context.Response.ContentType = "text/csv";
            await context.Response.WriteAsync("id,type\r\n");
            await context.Response.Body.FlushAsync();
            await open.Task;
            await context.Response.WriteAsync("evt_1,t\r\n");
        };
        var filter = new AuditFilter { Realm = "dev", From = new DateTimeOffset(2026, 1, 2, 1, 0, 0, TimeSpan.FromHours(1)) };

        await using var csv = await _service.Client().Audit.ExportCsvAsync(filter, 10, 7, Stop);
        using var reader = new StreamReader(csv);
        Assert.Equal("id,type", await reader.ReadLineAsync(Stop));
        open.SetResult();
        Assert.Equal("evt_1,t", await reader.ReadLineAsync(Stop));

        var asked = Assert.Single(_service.Seen);
        Assert.Equal(("text/csv", "?realm=dev&from=2026-01-02T00%3A00%3A00.000Z&limit=10&after=7"), (asked.Header("Accept"), asked.Query));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    public void AnIdThatWouldBeAnotherPathIsRefusedHere(string id)
    {
        var client = _service.Client();

        Assert.Throws<ArgumentException>(() => { _ = client.Accounts.GetAsync(id, Stop); });
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void ARecordDoesNotPrintItsSecrets(string name)
    {
        var type = typeof(MfaClient).Assembly.GetType(name)!;
        var record = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in SecretsOf(type))
            property.SetValue(record, property.PropertyType == typeof(string) ? Canary : new[] { Canary });

        Assert.DoesNotContain(Canary, record.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ThereAreRecordsWithSecrets() =>
        Assert.InRange(Records.Count(row => SecretsOf(typeof(MfaClient).Assembly.GetType(row.Data)!).Any()), 18, 40);

    private static IEnumerable<PropertyInfo> SecretsOf(Type record) => record.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property =>
        Secrets.Contains(property.Name) && property.CanWrite && (property.PropertyType == typeof(string) || property.PropertyType == typeof(IReadOnlyList<string>)));
}
