using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mfa.Client.Http;
using Mfa.Client.Tests.Service;
using Mfa.Testing;

namespace Mfa.Client.Tests;

/// <summary>The client has a member for every operation of the service, and that member asks exactly that.</summary>
public sealed partial class CoverageTests
{
    /// <summary>Every row of the contract.</summary>
    private static readonly string[] Contract =
    [
        "POST /oauth2/token", "GET /.well-known/jwks.json", "GET /openapi/v1.json", "GET /health/live", "GET /health/ready", "GET /problems/{code}",
        "POST /v1/accounts", "POST /v1/accounts/lookup", "GET /v1/accounts/{id}", "PATCH /v1/accounts/{id}", "DELETE /v1/accounts/{id}",
        "POST /v1/accounts/{id}/email/confirm", "POST /v1/accounts/{id}/email/resend", "GET /v1/accounts/{id}/export", "GET /v1/accounts/{id}/activity",
        "PUT /v1/accounts/{id}/password", "POST /v1/accounts/{id}/lock", "POST /v1/accounts/{id}/unlock", "POST /v1/accounts/{id}/factor-reset",
        "POST /v1/sign-ins", "POST /v1/signature-sign-ins", "POST /v1/signature-sign-ins/{id}/complete",
        "GET /v1/accounts/{id}/factors", "POST /v1/accounts/{id}/factors", "GET /v1/accounts/{id}/factors/{fid}", "DELETE /v1/accounts/{id}/factors/{fid}",
        "POST /v1/accounts/{id}/factors/{fid}/prove", "POST /v1/accounts/{id}/factors/{fid}/resend", "POST /v1/accounts/{id}/factors/{fid}/confirm",
        "POST /v1/accounts/{id}/factors/{fid}/revocation-code", "POST /v1/accounts/{id}/recovery-codes", "POST /v1/factor-revocations",
        "GET /v1/challenges", "POST /v1/challenges", "GET /v1/challenges/{id}", "POST /v1/challenges/{id}/verify", "POST /v1/challenges/{id}/resend",
        "POST /v1/challenges/{id}/cancel", "POST /v1/reports",
        "GET /v1/relying-parties", "POST /v1/relying-parties", "GET /v1/relying-parties/{id}", "PATCH /v1/relying-parties/{id}",
        "POST /v1/relying-parties/{id}/secrets", "POST /v1/relying-parties/{id}/disable", "POST /v1/relying-parties/{id}/enable",
        "GET /v1/realms/{id}", "GET /v1/audit-events", "GET /v1/audit-checkpoints",
        "GET /v1/operations/key-rotation", "POST /v1/operations/key-rotation", "POST /v1/operations/mail-test", "GET /v1/operations/status",
    ];

    /// <summary>Calls that make something carry a key, so that what is made is made once.</summary>
    private static readonly string[] Creating = ["POST /v1/accounts", "POST /v1/accounts/{id}/factors", "POST /v1/challenges", "POST /v1/relying-parties"];

    private static readonly string[] SteppedUp =
    [
        "PATCH /v1/accounts/{id}", "DELETE /v1/accounts/{id}", "GET /v1/accounts/{id}/export", "PUT /v1/accounts/{id}/password",
        "POST /v1/accounts/{id}/factors", "POST /v1/accounts/{id}/factors/{fid}/revocation-code", "DELETE /v1/accounts/{id}/factors/{fid}",
        "POST /v1/accounts/{id}/recovery-codes",
    ];

    /// <summary>Nobody has to say who he is.</summary>
    private static readonly string[] Open =
        ["GET /.well-known/jwks.json", "GET /openapi/v1.json", "GET /health/live", "GET /health/ready", "GET /problems/{code}"];

    private static IEnumerable<(MethodInfo Method, string Route)> Members =>
        from type in typeof(MfaClient).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        from operation in method.GetCustomAttributes<OperationAttribute>()
        select (method, operation.Route);

    public static TheoryData<string> PublicMembers =>
        [.. Members.Where(member => member.Method.IsPublic).Select(member => $"{member.Method.DeclaringType!.Name}.{member.Method.Name}")];

    [Fact]
    public void EveryOperationOfTheDocumentHasAMember() => Assert.Empty(Missing(Document(), Members.Select(member => member.Route)));

    [Fact]
    public void EveryRowOfTheContractHasAMember() => Assert.Empty(Missing(Contract, Members.Select(member => member.Route)));

    [Fact]
    public void NoMemberIsOfNoOperation() => Assert.Empty(Missing(Members.Select(member => member.Route), Contract));

    [Fact]
    public void AMissingMemberIsFound()
    {
        var routes = Members.Select(member => member.Route).Where(route => route != "GET /v1/accounts/{id}").ToArray();

        Assert.Equal(["GET /v1/accounts/{}"], Missing(Document(), routes));
        Assert.Equal(["GET /v1/accounts/{}"], Missing(Contract, routes));
        Assert.Equal(["GET /v1/new/{}"], Missing([.. Document(), "GET /v1/new/{newId}"], Members.Select(member => member.Route)));
    }

    [Theory]
    [MemberData(nameof(PublicMembers))]
    public async Task AMemberAsksForItsOwnOperation(string name)
    {
        await using var service = await ServiceDouble.StartAsync();
        service.Answer = context => ServiceDouble.RefuseAsync(context, 404, ProblemCodes.NotFound);
        var (method, route) = Members.Single(member => $"{member.Method.DeclaringType!.Name}.{member.Method.Name}" == name);
        var client = service.Client();
        var group = method.DeclaringType == typeof(MfaClient)
            ? client : typeof(MfaClient).GetProperties().Single(property => property.PropertyType == method.DeclaringType).GetValue(client);

        await Assert.ThrowsAsync<MfaProblemException>(() => CallAsync(method, group!));

        var asked = Assert.Single(service.Seen);
        Assert.Equal(Bare(route), $"{asked.Method} {asked.Path.Replace("/an%20id%2Fwith", "/{}", StringComparison.Ordinal).Replace("/an id%2Fwith", "/{}", StringComparison.Ordinal)}");
        Assert.Equal(Open.Contains(route), asked.Header("Authorization") is null);
        Assert.Equal(Creating.Contains(route), asked.Header("Idempotency-Key") is not null);
        Assert.Equal(SteppedUp.Contains(route), asked.Header("Mfa-Step-Up") == "an id/with");
    }

    /// <summary>Calls a member with something for every parameter but the key, which it makes itself.</summary>
    private static async Task CallAsync(MethodInfo method, object group)
    {
        var values = method.GetParameters().Select(parameter => parameter.Name == "idempotencyKey" ? null : ValueFor(parameter.ParameterType)).ToArray();
        if (method.Invoke(group, values) is Task task)
            await task;
        else
            await (Task)List.MakeGenericMethod(method.ReturnType.GetGenericArguments()).Invoke(null, [method.Invoke(group, values)])!;
    }

    private static MethodInfo List => typeof(CoverageTests).GetMethod(nameof(ReadAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> list)
    {
        await foreach (var item in list)
            _ = item;
    }

    private static object? ValueFor(Type type) => type switch
    {
        _ when type == typeof(string) => "an id/with",
        _ when type == typeof(CancellationToken) => TestContext.Current.CancellationToken,
        _ when type.IsValueType => Activator.CreateInstance(Nullable.GetUnderlyingType(type) ?? type),
        _ => Activator.CreateInstance(type),
    };

    private static IEnumerable<string> Document()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "openapi", "v1.json")));
        string[] methods = ["get", "post", "put", "patch", "delete"];
        return
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where methods.Contains(operation.Name)
               select $"{operation.Name.ToUpperInvariant()} {path.Name}",
        ];
    }

    private static IEnumerable<string> Missing(IEnumerable<string> wanted, IEnumerable<string> there) => wanted.Select(Bare).Except(there.Select(Bare));

    /// <summary>What a parameter is called does not matter.</summary>
    private static string Bare(string route) => Parameter().Replace(route, "{}");

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
