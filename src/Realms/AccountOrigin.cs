using System.Text.Json.Serialization;

namespace Mfa.Realms;

[JsonConverter(typeof(JsonStringEnumConverter<AccountOrigin>))]
public enum AccountOrigin
{
    [JsonStringEnumMemberName("relying-party")] RelyingParty,
    [JsonStringEnumMemberName("signature")] Signature,
}
