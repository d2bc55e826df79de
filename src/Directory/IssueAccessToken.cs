using System.Text.Json.Serialization;
using Mfa.Directories.Clients;
using Mfa.Directories.Domain;
using Mfa.Directories.Tokens;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Mfa.Directories;

/// <summary>The form (RFC 6749 §4.4.2). <c>scope</c> may be left out: then all of the client's. The last three are for clients with keys (RFC 7523 §2.2).</summary>
internal sealed record AccessTokenRequest(
    [property: JsonPropertyName("grant_type")] string GrantType, string? Scope, [property: JsonPropertyName("client_id")] string? ClientId,
    [property: JsonPropertyName("client_assertion_type")] string? ClientAssertionType,
    [property: JsonPropertyName("client_assertion")] string? ClientAssertion);

internal sealed record AccessTokenResponse(
    [property: JsonPropertyName("access_token")] DisclosedText AccessToken, [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn, string Scope);

/// <summary>RFC 6749 §5.2: the token endpoint alone answers in OAuth's shape, because OAuth's clients read it.</summary>
internal sealed record AccessTokenRefusal(string Error, [property: JsonPropertyName("error_description")] string ErrorDescription);

/// <summary>Client credentials for an access token (RFC 6749 §4.4, <c>client_secret_basic</c> or <c>private_key_jwt</c>).</summary>
internal static class IssueAccessToken
{
    private const string Assertion = "client_assertion";
    private const string AssertionType = "client_assertion_type";
    private const string Form = "application/x-www-form-urlencoded";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/oauth2/token", Handle).AllowAnonymous()
        .WithName(nameof(IssueAccessToken)).WithTags("Access tokens").WithSummary("Get an access token")
        .WithDescription(
            "The client's id and secret go into the Authorization header (HTTP Basic). A client with keys sends client_assertion instead: a JWT signed with ES256 by one "
            + "of its keys, iss and sub its id, aud this system's public address, exp at most five minutes ahead, and a jti that is used once.")
        .Produces<AccessTokenRefusal>(StatusCodes.Status400BadRequest).Produces<AccessTokenRefusal>(StatusCodes.Status401Unauthorized)
        .Refuses(ProblemKind.BodyTooLarge).AddOpenApiOperationTransformer(DescribeFormAsync);

    /// <summary>Not <c>Accepts</c>, which would answer another media type before this route can, in other words than OAuth's.</summary>
    private static async Task DescribeFormAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop) =>
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [Form] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(AccessTokenRequest), null, stop) },
            },
        };

    private static async Task<Results<Ok<AccessTokenResponse>, JsonHttpResult<AccessTokenRefusal>>> Handle(
        HttpContext context, ClientAuthentication clients, AccessTokens tokens, DirectoryMetrics metrics, CancellationToken stop)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        var answer = await AnswerAsync(context, clients, tokens, stop);
        metrics.AccessToken(answer.Result is JsonHttpResult<AccessTokenRefusal> refused ? refused.Value!.Error : "issued");
        return answer;
    }

    private static async Task<Results<Ok<AccessTokenResponse>, JsonHttpResult<AccessTokenRefusal>>> AnswerAsync(
        HttpContext context, ClientAuthentication clients, AccessTokens tokens, CancellationToken stop)
    {
        if (await ReadAsync(context.Request, stop) is not { } form)
            return Refuse("invalid_request", "Send each parameter once, as " + Form + ".");
        if (form.ContainsKey("client_secret"))
            return Refuse("invalid_request", "The secret goes into the Authorization header, not into the form.");
        if (WrongAssertion(context.Request, form) is { } wrong)
            return Refuse("invalid_request", wrong);
        if (await AuthenticateAsync(context.Request, form, clients, stop) is not { } client)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"mfa\", charset=\"UTF-8\"";
            return Refuse("invalid_client", "The client is not known here, or its secret or assertion is not right.", StatusCodes.Status401Unauthorized);
        }

        if (form.GetValueOrDefault("grant_type") is not { } grant)
            return Refuse("invalid_request", "grant_type is missing.");
        if (grant != "client_credentials")
            return Refuse("unsupported_grant_type", "grant_type must be client_credentials.");
        var asked = form.GetValueOrDefault("scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal);
        string[] scopes = [.. asked ?? client.Scopes];
        return scopes.Length > 0 && scopes.All(client.Scopes.Contains)
            ? TypedResults.Ok(new AccessTokenResponse(tokens.Make(client, scopes), "Bearer", AccessTokens.LifeSeconds, string.Join(' ', scopes)))
            : Refuse("invalid_scope", "The client may not have one of these scopes.");
    }

    /// <summary>A client authenticates in one way (RFC 6749 §2.3).</summary>
    private static string? WrongAssertion(HttpRequest request, Dictionary<string, string> form)
    {
        var (type, assertion) = (form.GetValueOrDefault(AssertionType), form.GetValueOrDefault(Assertion));
        if (type is null && assertion is null)
            return null;
        if (request.Headers.Authorization.Count > 0)
            return "Send an Authorization header or a client assertion, not both.";
        return type is not ClientAuthentication.AssertionType || assertion is null
            ? $"A client assertion needs {AssertionType} {ClientAuthentication.AssertionType} and {Assertion}." : null;
    }

    private static Task<RelyingParty?> AuthenticateAsync(
        HttpRequest request, Dictionary<string, string> form, ClientAuthentication clients, CancellationToken stop) =>
        form.TryGetValue(Assertion, out var assertion)
            ? clients.ByAssertionAsync(assertion, form.GetValueOrDefault("client_id"), stop) : clients.BySecretAsync(request, stop);

    /// <returns>Null for another media type, a form that can't be read, and a parameter that stands twice (RFC 6749 §3.2).</returns>
    private static async Task<Dictionary<string, string>?> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            var form = await request.ReadFormAsync(stop);
            return form.Any(parameter => parameter.Value.Count > 1) ? null
                : form.Where(parameter => parameter.Value.ToString().Length > 0).ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.Ordinal);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static JsonHttpResult<AccessTokenRefusal> Refuse(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json(new AccessTokenRefusal(error, description), DirectoryJson.Default.AccessTokenRefusal, statusCode: status);
}
