using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mfa.ServiceDefaults.Json;

/// <summary>Instants as the contract writes them: ISO 8601, UTC, with <c>Z</c>, to the millisecond.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
