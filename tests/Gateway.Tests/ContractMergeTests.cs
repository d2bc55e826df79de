using System.Text.Json.Nodes;
using Mfa.Gateway.OpenApi;

namespace Mfa.Gateway.Tests;

public sealed class ContractMergeTests
{
    private const string Problem = """{ "type": "object", "properties": { "code": { "type": "string" } } }""";

    [Fact]
    public void PathsOfAllServicesAreUnitedAndSorted()
    {
        var merged = Merge(
            ("directory", Document("""{ "/v1/sign-ins": { "post": { "operationId": "signIn" } }, "/oauth2/token": { "post": {} } }""")),
            ("challenge", Document("""{ "/v1/challenges": { "post": {} }, "/.well-known/jwks.json": { "get": {} } }""")));

        Assert.Equal(["/.well-known/jwks.json", "/oauth2/token", "/v1/challenges", "/v1/sign-ins"], Names(merged["paths"]));
        Assert.Equal("signIn", merged["paths"]!["/v1/sign-ins"]!["post"]!["operationId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/internal/tokens/check")]
    [InlineData("/health/ready")]
    [InlineData("/v1internal")]
    [InlineData("/openapi/v1.json")]
    public void OtherPathsStayInside(string path)
    {
        var merged = Merge(("challenge", Document($$"""{ "{{path}}": { "post": { "tags": ["Inside"] } }, "/v1/challenges": { "post": {} } }""", tags: """[{ "name": "Inside" }]""")));

        Assert.Equal(["/v1/challenges"], Names(merged["paths"]));
        Assert.Empty(merged["tags"]!.AsArray());
    }

    [Fact]
    public void OnlyComponentsThatPublicPathsNeedAreTaken()
    {
        var merged = Merge(("challenge", Document(
            """
            {
              "/v1/challenges": { "post": { "responses": { "201": { "$ref": "#/components/responses/Made" } } } },
              "/internal/x": { "post": { "requestBody": { "$ref": "#/components/schemas/Secret" } } }
            }
            """,
            """
            {
              "responses": { "Made": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Challenge" } } } } },
              "schemas": {
                "Challenge": { "properties": { "delivery": { "$ref": "#/components/schemas/a~1b" }, "again": { "$ref": "#/components/schemas/Challenge" } } },
                "a/b": { "type": "string" },
                "Secret": { "type": "string" }
              }
            }
            """)));

        Assert.Equal(["responses", "schemas", "securitySchemes"], Names(merged["components"]));
        Assert.Equal(["Challenge", "a/b"], Names(merged["components"]!["schemas"]));
    }

    [Fact]
    public void TheSameComponentInTwoServicesIsOne()
    {
        var merged = Merge(
            ("a", Document(Using("/v1/a", "Problem"), Schemas(("Problem", Problem)))),
            ("b", Document(Using("/v1/b", "Problem"), Schemas(("Problem", Problem)))));

        Assert.Equal(["Problem"], Names(merged["components"]!["schemas"]));
    }

    [Fact]
    public void ADifferentBodyUnderOneNameIsAConflict()
    {
        var conflict = Assert.Throws<ContractConflictException>(() => Merge(
            ("a", Document(Using("/v1/a", "Problem"), Schemas(("Problem", Problem)))),
            ("b", Document(Using("/v1/b", "Problem"), Schemas(("Problem", """{ "type": "string" }"""))))));

        Assert.Equal(["components: schemas Problem is not the same in a and b"], conflict.Conflicts);
    }

    [Fact]
    public void OneOperationInTwoServicesIsAConflict()
    {
        var conflict = Assert.Throws<ContractConflictException>(() => Merge(
            ("a", Document("""{ "/v1/accounts": { "post": { "operationId": "one" } } }""")),
            ("b", Document("""{ "/v1/accounts": { "post": { "operationId": "two" } } }"""))));

        Assert.Equal(["paths: /v1/accounts post is not the same in a and b"], conflict.Conflicts);
    }

    [Fact]
    public void EveryConflictIsTold()
    {
        var conflict = Assert.Throws<ContractConflictException>(() => Merge(
            ("a", Document("""{ "/v1/x": { "get": { "tags": ["T"] } } }""", tags: """[{ "name": "T", "description": "one" }]""")),
            ("b", Document("""{ "/v1/x": { "get": { "tags": ["T"], "summary": "other" } } }""", tags: """[{ "name": "T", "description": "two" }]"""))));

        Assert.Equal(2, conflict.Conflicts.Count);
    }

    [Fact]
    public void AReferenceToNothingIsAConflict()
    {
        var conflict = Assert.Throws<ContractConflictException>(() => Merge(("a", Document(Using("/v1/a", "Gone")))));

        Assert.Equal(["#/components/schemas/Gone is referred to and does not exist"], conflict.Conflicts);
    }

    [Fact]
    public void MethodsOfOnePathMayComeFromTwoServicesAndStandInOneOrder()
    {
        var merged = Merge(
            ("b", Document("""{ "/v1/x": { "delete": {}, "get": {} } }""")),
            ("a", Document("""{ "/v1/x": { "patch": {}, "parameters": [], "post": {} } }""")));

        Assert.Equal(["parameters", "get", "post", "patch", "delete"], Names(merged["paths"]!["/v1/x"]));
    }

    [Fact]
    public void TheOrderOfServicesDoesNotMatter()
    {
        (string, string)[] documents =
        [
            ("a", Document(Using("/v1/a", "A"), Schemas(("A", Problem)))), ("b", Document(Using("/v1/b", "B"), Schemas(("B", Problem)))),
            ("c", Document("""{ "/v1/c": { "get": { "tags": ["Z", "A"] } } }""", tags: """[{ "name": "Z" }, { "name": "A" }]""")),
        ];

        var texts = new[] { documents, documents.Reverse().ToArray() }.Select(order => ContractMerge.ToText(Merge(order))).ToArray();

        Assert.Equal(texts[0], texts[1]);
        Assert.EndsWith("}\n", texts[0], StringComparison.Ordinal);
        Assert.DoesNotContain('\r', texts[0]);
    }

    [Fact]
    public void TheHeadIsOurs()
    {
        var merged = Merge(("directory", Document(
            """{ "/v1/accounts": { "post": { "summary": "s" } }, "/oauth2/token": { "post": {} }, "/.well-known/jwks.json": { "get": {} } }""",
            """{ "securitySchemes": { "cookie": { "type": "apiKey" } } }""")));

        Assert.Equal("3.1.1", merged["openapi"]!.GetValue<string>());
        Assert.Equal(["openapi", "info", "servers", "security", "tags", "paths", "components"], Names(merged));
        Assert.Equal("/", merged["servers"]![0]!["url"]!.GetValue<string>());
        Assert.Equal(["accessToken"], Names(merged["security"]![0]));
        Assert.Equal(["accessToken", "clientSecret"], Names(merged["components"]!["securitySchemes"]));
        Assert.Equal(["mfa.challenge", "mfa.enroll", "mfa.directory", "mfa.operate", "mfa.audit"],
            Names(merged["components"]!["securitySchemes"]!["accessToken"]!["flows"]!["clientCredentials"]!["scopes"]));
        Assert.Null(merged["paths"]!["/v1/accounts"]!["post"]!["security"]);
        Assert.Equal(["clientSecret"], Names(merged["paths"]!["/oauth2/token"]!["post"]!["security"]![0]));
        Assert.Empty(merged["paths"]!["/.well-known/jwks.json"]!["get"]!["security"]!.AsArray());
    }

    [Fact]
    public void TheServicesDocumentsAreLeftAsTheyWere()
    {
        var document = (JsonObject)JsonNode.Parse(Document(Using("/oauth2/token", "A"), Schemas(("A", Problem))))!;
        var before = document.ToJsonString();

        ContractMerge.Merge([new ServiceDocument("a", document)]);

        Assert.Equal(before, document.ToJsonString());
    }

    private static JsonObject Merge(params (string Service, string Document)[] documents) =>
        ContractMerge.Merge(documents.Select(document => new ServiceDocument(document.Service, (JsonObject)JsonNode.Parse(document.Document)!)));

    private static string Document(string paths, string components = "{}", string tags = "[]") =>
        $$"""{ "openapi": "3.1.1", "info": { "title": "Service", "version": "1" }, "paths": {{paths}}, "components": {{components}}, "tags": {{tags}} }""";

    private static string Using(string path, string schema) =>
        $$"""{ "{{path}}": { "post": { "requestBody": { "$ref": "#/components/schemas/{{schema}}" } } } }""";

    private static string Schemas(params (string Name, string Body)[] schemas) =>
        $$"""{ "schemas": { {{string.Join(",", schemas.Select(schema => $"\"{schema.Name}\": {schema.Body}"))}} } }""";

    private static string[] Names(JsonNode? node) => [.. node!.AsObject().Select(member => member.Key)];
}
