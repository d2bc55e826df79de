using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mfa.ServiceDefaults.Secrets;

/// <summary>A password, code or token that came in. It can be read from JSON and asked for; it can't be printed or written.</summary>
[JsonConverter(typeof(Converter))]
public sealed class SecretText(string value)
{
    public int Length => value.Length;

    /// <summary>The text itself. Every call is a place to look at in a review.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";

    public sealed class Converter : JsonConverter<SecretText>
    {
        public override SecretText? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? new SecretText(reader.GetString()!) : throw new JsonException("A text is expected.");

        public override void Write(Utf8JsonWriter writer, SecretText value, JsonSerializerOptions options) =>
            throw new JsonException("A secret that came in is never written out.");
    }
}
