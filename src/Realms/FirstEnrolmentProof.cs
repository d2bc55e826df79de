using System.Text.Json.Serialization;

namespace Mfa.Realms;

[JsonConverter(typeof(JsonStringEnumConverter<FirstEnrolmentProof>))]
public enum FirstEnrolmentProof
{
    [JsonStringEnumMemberName("email")] Email,
    [JsonStringEnumMemberName("signature")] Signature,

    /// <summary>Password alone. Development and tests only: Production refuses a realm that says so.</summary>
    [JsonStringEnumMemberName("none")] None,
}
