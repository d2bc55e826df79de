using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;

namespace Mfa.ServiceDefaults.OpenApi;

/// <summary>The problems a route can answer beyond those that follow from its shape (token, body, scope, dependencies).</summary>
public sealed class RouteProblems(IReadOnlyList<ProblemKind> kinds)
{
    public IReadOnlyList<ProblemKind> Kinds { get; } = kinds;

    internal static readonly IReadOnlyList<ProblemKind> OfEveryRoute = [ProblemKind.InvalidRequest, ProblemKind.DependencyUnavailable];
    internal static readonly IReadOnlyList<ProblemKind> OfBodies = [ProblemKind.BodyTooLarge, ProblemKind.UnsupportedMediaType];
    internal static readonly IReadOnlyList<ProblemKind> OfTokens = [ProblemKind.Unauthorized, ProblemKind.Forbidden, ProblemKind.TooManyRequests];
}

public static class RouteProblemsRegistration
{
    /// <summary>Lists problems of a route, or of a group's routes, in the OpenAPI document.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params ProblemKind[] kinds)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new RouteProblems(kinds)));
        return builder;
    }
}
