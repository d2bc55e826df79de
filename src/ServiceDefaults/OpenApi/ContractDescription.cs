using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Mfa.ServiceDefaults.OpenApi;

/// <summary>
/// A service's part of the public OpenAPI document. It describes what the routes say of themselves: name, tag, summary, scope, typed results and
/// the problems they list with <see cref="RouteProblemsRegistration.Refuses{TBuilder}"/>.
/// </summary>
public static class ContractDescription
{
    private const string Document = "v1";

    public static IServiceCollection AddContractDescription(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = ContractSchemas.NameOf;
        options.AddSchemaTransformer<ContractSchemas>();
        options.AddOperationTransformer<ContractOperations>();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Mfa", Version = Document };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.AddComponent(ContractOperations.Scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "An access token from /oauth2/token.",
            });
            return Task.CompletedTask;
        });
    });

    /// <summary>Serves it at <c>/openapi/v1.json</c> of the service itself; the gateway puts the parts together and serves the whole.</summary>
    public static void MapContractDescription(this IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous().DisableRequestTimeout();
}
