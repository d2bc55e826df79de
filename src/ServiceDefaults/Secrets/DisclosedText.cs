using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mfa.ServiceDefaults.Secrets;

/// <summary>A token, code or secret that one answer hands to its rightful owner. It is written to JSON; it can't be printed.</summary>
[JsonConverter(typeof(Converter))]
public sealed class DisclosedText(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";

    public sealed class Converter : JsonConverter<DisclosedText>
    {
        public override DisclosedText? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? new DisclosedText(reader.GetString()!) : throw new JsonException("A text is expected.");

        public override void Write(Utf8JsonWriter writer, DisclosedText value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Reveal());
    }
}
