using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Mfa.ServiceDefaults.OpenApi;

/// <summary>
/// Schemas as the contract means them: what our converters write as text is text, and the members that are always there are required. A member of a
/// request is nullable in code, so that its absence gets an error of its own: there <c>[property: Required]</c> says that it must be sent.
/// </summary>
internal sealed class ContractSchemas : IOpenApiSchemaTransformer
{
    /// <summary>Secrets are plain texts of the wire, not components with a name.</summary>
    public static string? NameOf(JsonTypeInfo type) =>
        type.Type == typeof(SecretText) || type.Type == typeof(DisclosedText) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (FormatOf(context.JsonTypeInfo.Type) is { } format)
            AsText(schema, context.JsonPropertyInfo, format);
        if (context.JsonTypeInfo.ElementType is { } element && FormatOf(element) is { } ofEach)
            schema.Items = Text(ofEach);
        if (context.JsonPropertyInfo is { } member && IsSent(member))
            schema.Type &= ~JsonSchemaType.Null;
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { Count: > 0 })
            schema.Required = context.JsonTypeInfo.Properties.Where(IsRequired).Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        // Answers grow within a version; clients read over what they don't know.
        if (context.ParameterDescription is null)
            schema.AdditionalPropertiesAllowed = true;
        return Task.CompletedTask;
    }

    /// <returns>Empty for a text without a format; null for what is none of our texts.</returns>
    private static string? FormatOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var secret when secret == typeof(SecretText) => "password",
        var disclosed when disclosed == typeof(DisclosedText) => "",
        var instant when instant == typeof(DateTimeOffset) => "date-time",
        _ => null,
    };

    private static void AsText(OpenApiSchema schema, JsonPropertyInfo? member, string format)
    {
        schema.Type = member is { IsGetNullable: true } ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        schema.Format = format.Length > 0 ? format : null;
        schema.OneOf = null;
        schema.Description = null;
    }

    private static OpenApiSchema Text(string format) => new() { Type = JsonSchemaType.String, Format = format.Length > 0 ? format : null };

    private static bool IsRequired(JsonPropertyInfo member) => IsSent(member) || !member.IsGetNullable;

    private static bool IsSent(JsonPropertyInfo member) => member.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true;
}
