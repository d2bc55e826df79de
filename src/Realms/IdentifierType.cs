using System.Text.Json.Serialization;

namespace Mfa.Realms;

[JsonConverter(typeof(JsonStringEnumConverter<IdentifierType>))]
public enum IdentifierType
{
    [JsonStringEnumMemberName("username")] Username,
    [JsonStringEnumMemberName("idnp")] Idnp,
}
