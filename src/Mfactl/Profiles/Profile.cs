using System.Text.Json.Serialization;

namespace Mfa.Mfactl.Profiles;

/// <summary>Which service is spoken to, as whom, with the key of which file.</summary>
/// <param name="Url">Null: the command line or the environment says it.</param>
internal sealed record Profile(string? Url, string ClientId, string KeyFile);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Profile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
