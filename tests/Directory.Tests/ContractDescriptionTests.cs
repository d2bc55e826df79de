using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;

namespace Mfa.Directories.Tests;

public sealed class ContractDescriptionTests(DirectoryApp app)
{
    [Fact]
    public async Task EveryRouteOfTheContractIsDescribedAndNoOther()
    {
        var routes = (await DocumentAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key} {path.Key}"));
        Assert.Equal(
        [
            "delete /v1/accounts/{id}", "get /v1/accounts/{id}", "get /v1/accounts/{id}/activity", "get /v1/accounts/{id}/export",
            "get /v1/audit-checkpoints", "get /v1/audit-events", "get /v1/operations/status", "get /v1/realms/{id}", "get /v1/relying-parties",
            "get /v1/relying-parties/{id}", "patch /v1/accounts/{id}", "patch /v1/relying-parties/{id}", "post /oauth2/token", "post /v1/accounts",
            "post /v1/accounts/lookup", "post /v1/accounts/{id}/email/confirm", "post /v1/accounts/{id}/email/resend", "post /v1/accounts/{id}/lock",
            "post /v1/accounts/{id}/unlock", "post /v1/operations/mail-test", "post /v1/relying-parties", "post /v1/relying-parties/{id}/disable",
            "post /v1/relying-parties/{id}/enable", "post /v1/relying-parties/{id}/secrets", "post /v1/sign-ins", "post /v1/signature-sign-ins",
            "post /v1/signature-sign-ins/{id}/complete", "put /v1/accounts/{id}/password",
        ], routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SecretsAndInstantsAreTexts()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        Assert.Equal("string", Type(schemas["SignInRequest"]!, "password"));
        Assert.Equal("string", Type(schemas["SignInResponse"]!, "signInToken"));
        Assert.Equal("string", Type(schemas["AccessTokenResponse"]!, "access_token"));
        Assert.Equal("date-time", schemas["AccountResource"]!["properties"]!["createdAt"]!["format"]!.GetValue<string>());
        Assert.Equal(["realm", "identifier", "password"], schemas["SignInRequest"]!["required"]!.AsArray().Select(member => member!.GetValue<string>()));
        Assert.Null(schemas["SecretText"]);
        Assert.Null(schemas["DisclosedText"]);
    }

    [Fact]
    public async Task EachStatusNamesItsProblems()
    {
        var document = await DocumentAsync();
        var responses = document["paths"]!["/v1/sign-ins"]!["post"]!["responses"]!;
        Assert.Equal("`forbidden`, `account-locked`", responses["403"]!["description"]!.GetValue<string>());
        Assert.Equal("`dependency-unavailable`, `overloaded`", responses["503"]!["description"]!.GetValue<string>());
        Assert.NotNull(responses["422"]!["content"]!["application/problem+json"]);
        var token = document["paths"]!["/oauth2/token"]!["post"]!;
        Assert.NotNull(token["requestBody"]!["content"]!["application/x-www-form-urlencoded"]);
        Assert.NotNull(token["responses"]!["400"]!["content"]!["application/json"]);
        Assert.NotNull(token["responses"]!["401"]!["content"]!["application/json"]);
        Assert.Null(token["security"]);
    }

    private async Task<JsonNode> DocumentAsync() =>
        (await app.RawAsync(HttpMethod.Get, "/openapi/v1.json", null, null)).Expect(HttpStatusCode.OK).Body!;

    private static string Type(JsonNode schema, string member) => schema["properties"]![member]!["type"]!.GetValue<string>();
}
