using System.Globalization;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Mfa.ServiceDefaults.OpenApi;

/// <summary>Tells of each operation which scope it needs and which problems it answers, each status with its codes.</summary>
internal sealed class ContractOperations : IOpenApiOperationTransformer
{
    public const string Scheme = "accessToken";

    private const string ProblemType = "application/problem+json";

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var anonymous = metadata.OfType<IAllowAnonymous>().Any();
        if (!anonymous)
            Guard(operation, metadata, context.Document);

        var kinds = RouteProblems.OfEveryRoute
            .Concat(operation.RequestBody is null ? [] : RouteProblems.OfBodies)
            .Concat(anonymous ? [] : RouteProblems.OfTokens)
            .Concat(metadata.OfType<RouteProblems>().SelectMany(problems => problems.Kinds))
            .Distinct().GroupBy(kind => kind.Status).OrderBy(status => status.Key);
        operation.Responses ??= [];
        foreach (var refused in operation.Responses.Where(response => response.Value.Content?.ContainsKey(ProblemType) == true).Select(r => r.Key).ToArray())
            operation.Responses.Remove(refused);
        var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, cancellationToken);
        context.Document?.AddComponent(nameof(ProblemDocument), schema);
        // What a route describes in other words of its own, as OAuth's token endpoint does, stays.
        foreach (var status in kinds.Where(status => !operation.Responses.ContainsKey(status.Key.ToString(CultureInfo.InvariantCulture))))
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", status.Select(kind => $"`{kind.Code}`")),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [ProblemType] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDocument), context.Document) },
                },
            };
    }

    private static void Guard(OpenApiOperation operation, IList<object> metadata, OpenApiDocument? document)
    {
        var scopes = metadata.OfType<AuthorizationPolicy>().SelectMany(policy => policy.Requirements).OfType<ClaimsAuthorizationRequirement>()
            .Where(claim => claim.ClaimType == "scope").SelectMany(claim => claim.AllowedValues ?? []).Distinct(StringComparer.Ordinal).ToList();
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = scopes }];
    }
}
